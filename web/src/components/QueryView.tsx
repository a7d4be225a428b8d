// The states of data from the server, the same on every page: a skeleton while it loads, the trouble
// if it failed, and the data; data that could not be renewed stays, with a line that says so.

import { Alert, Button } from "@patternfly/react-core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { reportOf } from "../api/client";
import { clock } from "../util/format";
import { Sentence } from "./Sentence";
import { TroubleState } from "./TroubleState";

export interface QueryViewProps<Data> {
  readonly query: Pick<
    UseQueryResult<Data>,
    "data" | "error" | "isFetching" | "refetch" | "dataUpdatedAt"
  >;
  readonly loading: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

export function QueryView<Data>({ query, loading, children }: QueryViewProps<Data>) {
  const { data, error, isFetching, dataUpdatedAt } = query;
  const retry = () => void query.refetch();
  if (data === undefined) {
    if (error === null) return <div aria-busy="true">{loading}</div>;
    return <TroubleState report={reportOf(error)} retry={retry} retrying={isFetching} />;
  }
  if (error === null) return children(data);
  const { title, detail, remedy } = reportOf(error);
  const since = clock(new Date(dataUpdatedAt).toISOString());
  return (
    <>
      <Alert
        component="h2"
        isInline
        variant="warning"
        className="ad-stale"
        title={`${title}: what you see is from ${since}`}
        actionLinks={
          <Button variant="link" isInline onClick={retry} isLoading={isFetching}>
            Try again
          </Button>
        }
      >
        <Sentence text={detail} /> {remedy ? <Sentence text={remedy} /> : null}
      </Alert>
      {children(data)}
    </>
  );
}
