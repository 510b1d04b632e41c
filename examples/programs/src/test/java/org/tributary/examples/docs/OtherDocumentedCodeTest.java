package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java blocks of the second half of the guide. */
class OtherDocumentedCodeTest extends DocumentedCode {
  @BeforeAll
  static void compile() throws IOException {
    compile(otherBlocks());
  }

  @ParameterizedTest
  @MethodSource("otherBlocks")
  void codeBlockCompilesAndPrintsItsDocumentedOutput(CodeBlock block) throws Exception {
    requireDocumentedOutput(block);
  }

  @ParameterizedTest
  @MethodSource("otherBlocks")
  void codeBlockImportsNoInternalPackage(CodeBlock block) {
    requireNoInternalImport(block);
  }

  @Test
  void everyHalfHasBlocks() throws IOException {
    assertThat(firstBlocks()).hasSizeGreaterThan(10);
    assertThat(otherBlocks()).hasSizeGreaterThan(10);
  }
}
