// The frame of every page: its heading, which takes the focus when one comes from another page, its
// actions and the document's title.

import { Content, Flex, FlexItem, PageSection, Title } from "@patternfly/react-core";
import { type ReactNode, useEffect, useRef } from "react";
import { useLocation } from "react-router";

export interface PageFrameProps {
  readonly title: string;
  /** What the document's title says beside `title`, e.g. the host. */
  readonly of?: string;
  /** A sentence below the heading. */
  readonly lead?: ReactNode;
  /** Above the heading, e.g. where one came from. */
  readonly above?: ReactNode;
  readonly actions?: ReactNode;
  /** The page fills the window and scrolls inside. */
  readonly isFilled?: boolean;
  readonly children: ReactNode;
}

export function PageFrame(props: PageFrameProps) {
  const { title, of, lead, above, actions, isFilled = false, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const { key } = useLocation();
  const isFirst = useRef(key === "default");
  useEffect(() => {
    // On the first page that is loaded, the browser's own place is the right one.
    if (!isFirst.current) heading.current?.focus();
  }, []);
  useEffect(() => {
    document.title = [title, of, "Atomdeck"].filter(Boolean).join(" · ");
  }, [title, of]);
  return (
    <>
      <PageSection hasBodyWrapper={false} className="ad-head">
        {above}
        <Flex
          justifyContent={{ default: "justifyContentSpaceBetween" }}
          alignItems={{ default: "alignItemsFlexStart" }}
          gap={{ default: "gapMd" }}
        >
          <FlexItem>
            <Title headingLevel="h1" ref={heading} tabIndex={-1} className="ad-title">
              {title}
            </Title>
            {lead === undefined ? null : (
              <Content component="p" className="ad-lead">
                {lead}
              </Content>
            )}
          </FlexItem>
          {actions === undefined ? null : (
            <Flex gap={{ default: "gapSm" }} className="ad-actions">
              {actions}
            </Flex>
          )}
        </Flex>
      </PageSection>
      <PageSection hasBodyWrapper={false} isFilled className={isFilled ? "ad-fill" : "ad-body"}>
        {children}
      </PageSection>
    </>
  );
}
