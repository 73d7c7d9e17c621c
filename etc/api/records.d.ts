// index.d.ts
import { Page, TableDefinition } from "@ingestr/contract";
declare function flattenedPaths(table: Pick<TableDefinition, "columns">): ReadonlyArray<readonly string[]>;
type ExactNumber = {
  readonly rawJSON: string;
};
type ExactObject = {
  readonly [key: string]: ExactJson;
};
type ExactJson = null | boolean | string | ExactNumber | readonly ExactJson[] | ExactObject;
type Present = Exclude<ExactJson, null>;
type Change = "remove" | ((value: Present) => ExactJson);
type Mask = (value: Present) => ExactJson;
interface MaskAlgorithm {
    readonly result: "text" | "integer" | "same";
    readonly keepsApart: "always" | "with-key" | "never";
    readonly needsSecret?: boolean;
  readonly parameter?: MaskParameter;
    create(parameter: string, secret: MaskSecret): Mask;
}
interface MaskParameter {
    readonly usual?: string;
    readonly expects: string;
  isValid(text: string): boolean;
}
type MaskSecret = string | Uint8Array;
declare const maskAlgorithms: Readonly<Record<string, MaskAlgorithm>>;
interface OutlineKey {
    readonly id: number;
    readonly name: string;
    readonly isEscaped: boolean;
    readonly parent: OutlineKey | undefined;
}
interface RecordOutline {
    readonly numbers: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
    readonly firsts: readonly number[];
  readonly keys: readonly OutlineKey[];
    readonly ids: Int32Array;
    readonly values: Int32Array;
    readonly flagged: number;
}
declare const itemsPerList: number;
interface BodyMember {
    readonly start: number;
    readonly list: RecordOutline | undefined;
}
type PageOutline = ReadonlyMap<string, BodyMember>;
type OutlineOptions = {
  readonly flag?: string;   readonly isShared?: boolean;
};
declare function outlinePage(body: Uint8Array, options?: OutlineOptions): PageOutline | undefined;
declare function forgetOutline(body: Uint8Array): void;
declare function outlineRecords(body: Uint8Array, path: readonly string[]): RecordOutline | undefined;
declare class NumberText {
  readonly text: string;
  constructor(text: string);
}
type Scalar = string | NumberText | null | undefined;
declare class ValueReader {
  #private;
    constructor(bytes: Uint8Array);
    token(start: number): string;
  scalar(start: number): Scalar;
}
declare function createPage(bytes: Uint8Array): Page;
type RecordEdit = {
  readonly path: readonly string[];
  readonly change: Change;
};
type TableEdits = {
  readonly records: readonly string[];
  readonly edits: readonly RecordEdit[];
};
declare function createPageRewriter(tables: readonly TableEdits[]): (page: Page) => Page;
declare function trimEdits(table: TableDefinition): readonly RecordEdit[];
declare function unknownColumnName(path: readonly string[], table: Pick<TableDefinition, "columns">): string;
export { type BodyMember, type Mask, type MaskAlgorithm, type MaskParameter, type MaskSecret, NumberText, type OutlineKey, type PageOutline, type RecordEdit, type RecordOutline, type Scalar, type TableEdits, ValueReader, createPage, createPageRewriter, flattenedPaths, forgetOutline, itemsPerList, maskAlgorithms, outlinePage, outlineRecords, trimEdits, unknownColumnName };
