package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Dependencies documented in the guide against those of the poms. */
class DocumentedDependenciesTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final List<String> LIBRARIES = List.of("core", "tribuo-plugin");

  @Test
  void guideVersionsMatchThePom() throws Exception {
    Element pom = pom(".");
    String version = child(pom, "version");
    String tensorflow = child(only(pom, "properties"), "tensorflow.version");
    String page = Files.readString(ROOT.resolve("docs/guide/start.md"));
    assertThat(all(page, "<artifactId>tributary-tribuo</artifactId>\\s*<version>(.*)</version>"))
        .containsOnly(version);
    assertThat(all(page, "'org\\.tributary:tributary-tribuo:(.*)'")).containsOnly(version);
    assertThat(all(page, "version ([0-9]\\S*)")).containsOnly(version);
    assertThat(
            all(page, "<artifactId>tensorflow-core-native</artifactId>\\s*<version>(.*)</version>"))
        .containsOnly(tensorflow);
    assertThat(all(page, "tensorflow-core-native:([0-9.]+):")).containsOnly(tensorflow);
    assertThat(all(page, "tensorflow-core-native-([0-9.]+)-")).containsOnly(tensorflow);
  }

  /**
   * Gradle reads a pom's dependencies but not the profiles that set the platform, so it would
   * request native libraries of an unsupported platform.
   */
  @Test
  void libraryDependenciesUseNoProfileProperties() throws Exception {
    for (String library : LIBRARIES) {
      NodeList all = only(pom(library), "dependencies").getElementsByTagName("classifier");
      assertThat(IntStream.range(0, all.getLength()).mapToObj(k -> all.item(k).getTextContent()))
          .as(library)
          .noneMatch(classifier -> classifier.contains("${"));
    }
  }

  private static Element pom(String module) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(ROOT.resolve(module).resolve("pom.xml").toFile())
        .getDocumentElement();
  }

  private static String child(Element parent, String name) {
    return only(parent, name).getTextContent();
  }

  /** Returns the direct child element of that name. */
  private static Element only(Element parent, String name) {
    NodeList all = parent.getChildNodes();
    return IntStream.range(0, all.getLength())
        .mapToObj(all::item)
        .filter(node -> node.getNodeName().equals(name))
        .map(Element.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> all(String page, String pattern) {
    return Pattern.compile(pattern).matcher(page).results().map(found -> found.group(1)).toList();
  }
}
