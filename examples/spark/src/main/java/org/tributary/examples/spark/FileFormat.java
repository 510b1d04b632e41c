package org.tributary.examples.spark;

/** The formats of input and output files, by their names on the command line. */
enum FileFormat {
  parquet,
  json,
  conllu,
  text;

  /** Returns whether a row has a column of tokens. */
  boolean hasTokens() {
    return this == parquet || this == json;
  }
}
