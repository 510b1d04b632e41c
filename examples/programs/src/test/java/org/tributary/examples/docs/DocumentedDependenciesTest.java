package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Dependencies documented in the guide against those of the poms. */
class DocumentedDependenciesTest {
  private static final Path ROOT = Path.of("..", "..");

  /** Versions of Maven's plugins, which add nothing to what is built or tested. */
  private static final String OF_PLUGINS =
      "(spotless|checkstyle-plugin|protobuf-plugin|flatten|gpg-plugin|cyclonedx)\\.version";

  @Test
  void guideVersionsMatchThePom() throws Exception {
    Element pom = pom(".");
    String version = child(pom, "version");
    String tensorflow = child(only(pom, "properties"), "tensorflow.version");
    String page = Files.readString(ROOT.resolve("docs/guide/start.md"));
    assertThat(all(page, "<artifactId>tributary-bom</artifactId>\\s*<version>(.*)</version>"))
        .containsOnly(version);
    assertThat(all(page, "\"org\\.tributary:tributary-bom:(.*)\"")).containsOnly(version);
    assertThat(all(page, "version ([0-9]\\S*)")).containsOnly(version);
    assertThat(all(page, "tensorflow-core-native:([0-9.]+):")).containsOnly(tensorflow);
    assertThat(all(page, "tensorflow-core-native-([0-9.]+)-")).containsOnly(tensorflow);
    String onnx = child(only(pom, "properties"), "onnxruntime.version");
    String service = Files.readString(ROOT.resolve("docs/guide/service.md"));
    assertThat(all(service, "onnxruntime:([0-9.]+)"))
        .containsOnly(onnx); // the service's manifest has its jar
    page = Files.readString(ROOT.resolve("docs/guide/onnx.md"));
    assertThat(all(page, "<artifactId>onnxruntime</artifactId>\\s*<version>(.*)</version>"))
        .containsOnly(onnx);
  }

  /**
   * A published pom chooses no platform: a profile or property of the building machine would be
   * unknown to Gradle and wrong for a program that is built on one machine and run on another.
   */
  @Test
  void librariesLeaveThePlatformToTheirUser() throws Exception {
    for (String library : List.of("core/model", "core", "tribuo-plugin")) {
      NodeList all = pom(library).getElementsByTagName("classifier");
      assertThat(IntStream.range(0, all.getLength()).mapToObj(k -> (Element) all.item(k)))
          .as(library)
          .allMatch(
              classifier -> child((Element) classifier.getParentNode(), "scope").equals("test"));
    }
  }

  @Test
  void bomNamesTheDocumentedNatives() throws Exception {
    String[] documented =
        all(Files.readString(ROOT.resolve("docs/guide/start.md")), "(?m)^\\| `(\\w+-\\w+)` \\|")
            .toArray(String[]::new);
    assertThat(documented).hasSize(4);
    assertThat(classifiers("bom")).startsWith(documented).endsWith("linux-x86_64-gpu").hasSize(5);
  }

  /** The bom repeats two properties of the parent, which its published form does not know. */
  @Test
  void bomVersionsAreThoseOfTheBuild() throws Exception {
    for (String property : List.of("tensorflow.version", "onnxruntime.version")) {
      assertThat(child(only(pom("bom"), "properties"), property))
          .isEqualTo(child(only(pom("."), "properties"), property));
    }
  }

  /** The versions that the build names, in properties or in itself, are those of the page. */
  @Test
  void pageOfDependenciesHasTheVersionsOfTheBuild() throws Exception {
    String page = Files.readString(ROOT.resolve("docs/dependencies.md"));
    Element pom = pom(".");
    Map<String, String> versions = new TreeMap<>();
    NodeList properties = only(pom, "properties").getChildNodes();
    for (int k = 0; k < properties.getLength(); k++) {
      String name = properties.item(k).getNodeName();
      if (name.endsWith(".version") && !name.matches(OF_PLUGINS)) {
        versions.put(name, properties.item(k).getTextContent());
      }
    }
    assertThat(versions).hasSizeGreaterThan(25);
    List<String> documented = all(page, "[ ;|]([0-9]+(?:\\.[0-9]+)+)(?=[ ;|])");
    assertThat(documented).containsAll(versions.values());
  }

  private static List<String> classifiers(String module) throws Exception {
    NodeList all = pom(module).getElementsByTagName("classifier");
    return IntStream.range(0, all.getLength())
        .mapToObj(k -> all.item(k).getTextContent())
        .filter(classifier -> classifier.contains("-"))
        .toList();
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
