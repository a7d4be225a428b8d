// In a card's place of data: why there is none, without alarming where the host simply has no such thing.

import { Alert, Button } from "@patternfly/react-core";
import { reportOf } from "../../api/client";
import { Sentence } from "../../components/Sentence";

export interface CardTroubleProps {
  readonly error: unknown;
  readonly retry: () => void;
}

export function CardTrouble({ error, retry }: CardTroubleProps) {
  const { code, title, detail, remedy } = reportOf(error);
  if (code === "not-available") {
    return (
      <div className="ad-quiet">
        <p>
          <Sentence text={detail} />
        </p>
        {remedy ? (
          <p className="ad-remedy">
            <Sentence text={remedy} />
          </p>
        ) : null}
      </div>
    );
  }
  return (
    <Alert
      component="h3"
      isInline
      variant="danger"
      title={title}
      actionLinks={
        <Button variant="link" isInline onClick={retry}>
          Try again
        </Button>
      }
    >
      <Sentence text={detail} /> {remedy ? <Sentence text={remedy} /> : null}
    </Alert>
  );
}
