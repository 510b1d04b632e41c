package org.tributary.examples.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Dependencies of the module's classes. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.tributary.examples.spark");

  /** Programs use the tagging. */
  @Test
  void onlyTheTaggingIsPublic() {
    assertThat(CLASSES.stream())
        .filteredOn(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
        .filteredOn(JavaClass::isTopLevelClass)
        .extracting(JavaClass::getSimpleName)
        .containsExactlyInAnyOrder("SparkTagging", "TaggingCounts", "Main");
  }

  /** The module shows what users can do, so it uses the public API of both libraries alone. */
  @Test
  void noInternalPackageOfTheLibrariesIsUsed() {
    noClasses()
        .that()
        .resideInAPackage("org.tributary.examples.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tributary..internal..")
        .check(CLASSES);
  }

  /** Programs use {@link SparkTagging} without the command line. */
  @Test
  void taggingDoesNotDependOnTheCommandLine() {
    noClasses()
        .that()
        .haveNameNotMatching(".*Main(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Main.class)
        .check(CLASSES);
  }
}
