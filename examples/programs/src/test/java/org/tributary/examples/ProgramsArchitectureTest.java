package org.tributary.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dependencies and size of the programs. */
class ProgramsArchitectureTest {
  private static final int MAX_LINES = 120;
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.tributary.examples.programs");

  @Test
  void programsUseThePublicApiAlone() {
    noClasses()
        .that()
        .resideInAPackage("..programs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tributary..internal..", "org.knowm.xchart..")
        .check(CLASSES);
  }

  @Test
  void programsAreShort() throws IOException {
    try (Stream<Path> files =
        Files.walk(Path.of("src/main/java/org/tributary/examples/programs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).as("%s", file).hasSizeLessThanOrEqualTo(MAX_LINES);
      }
    }
  }
}
