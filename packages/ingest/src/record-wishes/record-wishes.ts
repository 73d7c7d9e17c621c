/** What a user may ask of the records on their way. Values are checked when read. */
export interface RecordWishes {
  /** `column:algorithm`, `column:algorithm:parameter`, or the name of a preset; several in one text, parted by commas, or a list. */
  readonly mask?: string | readonly string[] | undefined
  /** The secret of the masks `hmac`, `uuid`, `random`, `noise` and `date_shift`: with it, one value has one mask for ever. */
  readonly maskKey?: string | undefined
  /** Columns that are not stored, in one text, parted by commas, or a list. */
  readonly excludeColumns?: string | readonly string[] | undefined
  /** Take the white space from both ends of text. */
  readonly trimWhitespace?: boolean | undefined
}
