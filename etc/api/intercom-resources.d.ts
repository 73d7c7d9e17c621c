// index.d.ts
import { TableDefinition } from "@ingestr/contract";
interface IntercomResource {
  readonly table: TableDefinition;
    readonly listing: "search" | "scroll" | "numbered" | "single";
    readonly path: `/${string}`;
    readonly query: Readonly<Record<string, string>>;
    readonly recordsKey: string;
    readonly interval: "supported" | "ignored";
}
declare const intercomResources: ReadonlyMap<string, IntercomResource>;
declare function findResource(name: string): IntercomResource | undefined;
export { type IntercomResource, findResource, intercomResources };
