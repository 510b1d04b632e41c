package org.tributary.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Package dependencies: each package imports only packages listed before it. */
class ArchitectureTest {

  private static final String ROOT = "org.tributary.examples";
  private static final List<String> ORDER =
      List.of(
          "io",
          "page",
          "report",
          "corpus",
          "sensor",
          "console",
          "job",
          "option",
          "option.training",
          "tagging",
          "command");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyPackageIsListed() {
    Set<String> packages = new TreeSet<>();
    CLASSES.stream()
        .filter(ArchitectureTest::isExampleClass)
        .forEach(type -> packages.add(packageOf(type)));
    assertThat(packages).containsExactlyInAnyOrderElementsOf(ORDER);
  }

  @Test
  void packagesImportOnlyPackagesListedBefore() {
    for (JavaClass type : CLASSES.stream().filter(ArchitectureTest::isExampleClass).toList()) {
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass())
          .filter(ArchitectureTest::isExampleClass)
          .forEach(
              target ->
                  assertThat(ORDER.indexOf(packageOf(target)))
                      .as("%s uses %s", type.getName(), target.getName())
                      .isLessThanOrEqualTo(ORDER.indexOf(packageOf(type))));
    }
  }

  /** Examples show what users can do, so they use the public API of both libraries alone. */
  @Test
  void examplesUseNoInternalPackage() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tributary..internal..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  private static boolean isExampleClass(JavaClass type) {
    return type.getPackageName().startsWith(ROOT + ".");
  }

  private static String packageOf(JavaClass type) {
    return type.getPackageName().substring(ROOT.length() + 1);
  }
}
