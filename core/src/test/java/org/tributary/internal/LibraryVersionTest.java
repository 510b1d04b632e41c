package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class LibraryVersionTest {
  /** Maven runs the tests on a class folder, so this also covers classes outside a jar. */
  @Test
  void tributaryVersionIsThatOfTheBuild() throws Exception {
    Element project =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getDocumentElement();
    String built = project.getElementsByTagName("version").item(0).getTextContent();
    assertThat(built).matches("[0-9]+\\..*");
    assertThat(LibraryVersion.get()).isEqualTo(built);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "version=", "version=${project.version}", "other=1"})
  void resourceWithoutVersionIsRejected(String text) {
    assertThatThrownBy(
            () ->
                LibraryVersion.read(
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Tributary's version: expected it in the resource /org/tributary/version.properties,"
                + " got %s; were the classes compiled without Maven's process-resources?",
            text.contains("version=$") ? "${project.version}" : "none");
  }

  @Test
  void missingResourceIsRejected() {
    assertThatThrownBy(() -> LibraryVersion.read(InputStream.nullInputStream()))
        .hasMessageContaining("got none; ");
    assertThatThrownBy(() -> LibraryVersion.read(null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Tributary's version: expected the resource /org/tributary/version.properties on the"
                + " class path, got none; was it left out when jars were merged?");
  }
}
