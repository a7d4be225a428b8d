// One image: its names, what it runs, what uses it, and how it was made.

import {
  Breadcrumb,
  BreadcrumbItem,
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Skeleton,
} from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { ReactNode } from "react";
import { Link, useNavigate, useParams } from "react-router";
import type { Schema } from "../../api/client";
import { useImage } from "../../api/images";
import { CopyText } from "../../components/CopyText";
import { Moment } from "../../components/Moment";
import { PageFrame } from "../../components/PageFrame";
import { QueryView } from "../../components/QueryView";
import { RouteLink } from "../../components/RouteLink";
import { useHostId } from "../../hooks/useHostId";
import { useHostName } from "../../hooks/useHostName";
import { bytes, listed, short } from "../../util/format";
import { ImageMenu } from "./ImageMenu";
import { imageName } from "./imageList";
import { NewerLabels } from "./NewerLabels";
import "./images.css";

type Detail = Schema<"ImageDetail">;

export function Component() {
  const host = useHostId();
  const { image: id = "" } = useParams();
  const navigate = useNavigate();
  const query = useImage(host, id);
  const image = query.data?.image;
  const title = image === undefined ? `Image ${short(id)}` : imageName(image);
  const images = `/hosts/${host}/images`;
  return (
    <PageFrame
      title={title}
      of={useHostName(host)}
      above={
        <Breadcrumb className="ad-crumbs">
          <BreadcrumbItem component={RouteLink} to={images}>
            Images
          </BreadcrumbItem>
          <BreadcrumbItem isActive>{title}</BreadcrumbItem>
        </Breadcrumb>
      }
      actions={
        image === undefined ? undefined : (
          <ImageMenu host={host} image={image} onRemoved={() => void navigate(images)} />
        )
      }
    >
      <QueryView query={query} loading={<Loading />}>
        {(detail) => (
          <div className="ad-stack">
            <Facts host={host} detail={detail} />
            <Configuration detail={detail} />
            <History detail={detail} />
          </div>
        )}
      </QueryView>
    </PageFrame>
  );
}

function Facts({ host, detail: { image, platform } }: { host: string; detail: Detail }) {
  const { id, tags, digests, created_at: made, size, used_by: users, newer } = image;
  return (
    <Card component="section" aria-labelledby="image-facts">
      <CardTitle component="h2" id="image-facts">
        What it is
      </CardTitle>
      <CardBody>
        <FactList>
          <Fact term="Names">{tags.length === 0 ? "None" : <Lines lines={tags} />}</Fact>
          <Fact term="Id">
            <CopyText what="id" shown={short(id)} whole={id} />
          </Fact>
          {digests.length === 0 ? null : (
            <Fact term="In registries">
              <Lines lines={digests} />
            </Fact>
          )}
          <Fact term="Platform">{platform}</Fact>
          <Fact term="Made">
            <Moment at={made} />
          </Fact>
          <Fact term="Size">{bytes(size)}</Fact>
          <Fact term="Newer one">
            <NewerLabels newer={newer} />
          </Fact>
          <Fact term="Used by">
            {users.length === 0
              ? "No container"
              : users.map((name) => (
                  <div key={name}>
                    <Link to={`/hosts/${host}/containers/${encodeURIComponent(name)}`}>{name}</Link>
                  </div>
                ))}
          </Fact>
        </FactList>
      </CardBody>
    </Card>
  );
}

function Configuration({ detail }: { detail: Detail }) {
  const { command, entrypoint, user, ports, volumes, environment, labels } = detail;
  const words = (list: readonly string[]) =>
    list.length === 0 ? "None" : <code className="ad-break">{list.join(" ")}</code>;
  return (
    <Card component="section" aria-labelledby="image-configuration">
      <CardTitle component="h2" id="image-configuration">
        What a container of it gets
      </CardTitle>
      <CardBody>
        <FactList>
          <Fact term="Entry point">{words(entrypoint)}</Fact>
          <Fact term="Command">{words(command)}</Fact>
          <Fact term="User">{user || "root"}</Fact>
          <Fact term="Working folder">{detail.working_dir || "/"}</Fact>
          <Fact term="Ports">{ports.length === 0 ? "None" : listed(ports)}</Fact>
          <Fact term="Volumes">{volumes.length === 0 ? "None" : <Lines lines={volumes} />}</Fact>
          <Fact term="Variables">{environment.length === 0 ? "None" : listed(environment)}</Fact>
          <Fact term="Labels">
            {Object.keys(labels).length === 0 ? (
              "None"
            ) : (
              <Lines lines={Object.entries(labels).map(([name, value]) => `${name}: ${value}`)} />
            )}
          </Fact>
        </FactList>
      </CardBody>
    </Card>
  );
}

function History({ detail: { history } }: { detail: Detail }) {
  return (
    <section aria-labelledby="image-history">
      <h2 id="image-history" className="ad-section-title">
        How it was made, newest step first
      </h2>
      <Table aria-labelledby="image-history" gridBreakPoint="grid-lg" variant="compact">
        <Thead>
          <Tr>
            <Th width={60}>Step</Th>
            <Th>Adds</Th>
            <Th>When</Th>
          </Tr>
        </Thead>
        <Tbody>
          {history.map((layer, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: steps have no names, and their order is what they are
            <Tr key={place}>
              <Td dataLabel="Step" modifier="breakWord">
                <code className="ad-mono ad-break">{layer.created_by || "(not told)"}</code>
                {layer.comment ? <div className="ad-quiet">{layer.comment}</div> : null}
              </Td>
              <Td dataLabel="Adds" modifier="nowrap">
                {bytes(layer.size)}
              </Td>
              <Td dataLabel="When" modifier="nowrap">
                {layer.created_at ? <Moment at={layer.created_at} /> : "Not known"}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </section>
  );
}

function FactList({ children }: { children: ReactNode }) {
  return (
    <DescriptionList
      isCompact
      columnModifier={{ default: "1Col", lg: "2Col" }}
      isHorizontal
      horizontalTermWidthModifier={{ default: "9ch", md: "14ch" }}
    >
      {children}
    </DescriptionList>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription className="ad-break">{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return lines.map((line) => (
    <div key={line} className="ad-break">
      {line}
    </div>
  ));
}

function Loading() {
  return (
    <div className="ad-stack">
      {[1, 2, 3].map((row) => (
        <Skeleton
          key={row}
          height="8rem"
          {...(row === 1 ? { screenreaderText: "Loading the image" } : {})}
        />
      ))}
    </div>
  );
}
