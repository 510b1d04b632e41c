package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java blocks of the README and of the first half of the guide. */
class DocumentedCodeTest extends DocumentedCode {
  @BeforeAll
  static void compile() throws IOException {
    compile(firstBlocks());
  }

  @ParameterizedTest
  @MethodSource("firstBlocks")
  void codeBlockCompilesAndPrintsItsDocumentedOutput(CodeBlock block) throws Exception {
    requireDocumentedOutput(block);
  }

  @ParameterizedTest
  @MethodSource("firstBlocks")
  void codeBlockImportsNoInternalPackage(CodeBlock block) {
    requireNoInternalImport(block);
  }

  @Test
  void readmeShowsAllEntryPoints() throws IOException {
    assertThat(firstBlocks().stream().filter(b -> b.place().startsWith("README.md"))).hasSize(3);
  }
}
