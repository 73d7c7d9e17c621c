// index.d.ts
import { Page, TableDefinition } from "@ingestr/contract";
declare function flattenedPaths(table: Pick<TableDefinition, "columns">): ReadonlyArray<readonly string[]>;
declare class NumberText {
  readonly text: string;
  constructor(text: string);
}
type Scalar = string | NumberText | null | undefined;
declare class JsonSurprise {
    readonly position: number;
  constructor(position: number);
}
declare class JsonCursor {
  #private;
    flagged: number;
    constructor(bytes: Uint8Array, flag?: string);
    get position(): number;
    object(member: (start: number, end: number) => void): void;
    array(item: () => void): void;
    peek(): number;
  skipValue(): void;
  scalar(): Scalar;
    text(start: number, end: number): string;
    end(): void;
}
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
export { JsonCursor, JsonSurprise, type Mask, type MaskAlgorithm, type MaskParameter, type MaskSecret, NumberText, type RecordEdit, type Scalar, type TableEdits, createPage, createPageRewriter, flattenedPaths, maskAlgorithms, trimEdits, unknownColumnName };
