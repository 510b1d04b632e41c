package org.tributary.tribuo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tributary.testing.MessageLiterals;

/** Architecture rules: each package imports only packages above it in this list. */
class ArchitectureTest {
  private static final String ROOT = "org.tributary.tribuo";

  private static final List<String> ORDER =
      List.of(
          "protos",
          "internal",
          "provenance",
          "internal.storage",
          "config",
          "data",
          "internal.model",
          "input",
          "data.internal",
          "data.split",
          "data.conllu",
          "data.text",
          "data.vector",
          "evaluation",
          "", // trainers and models
          "reproduction");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyPackageIsListed() {
    Set<String> packages = new TreeSet<>();
    CLASSES.forEach(type -> packages.add(packageOf(type)));
    assertThat(packages).containsExactlyInAnyOrderElementsOf(ORDER);
  }

  @Test
  void packagesImportOnlyPackagesAboveThem() {
    for (JavaClass type : CLASSES) {
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass().getBaseComponentType())
          .filter(target -> target.getPackageName().startsWith(ROOT))
          .forEach(
              target ->
                  assertThat(ORDER.indexOf(packageOf(target)))
                      .as("%s uses %s", type.getName(), target.getName())
                      .isLessThanOrEqualTo(ORDER.indexOf(packageOf(type))));
    }
  }

  /**
   * Taggers take data of any source, and are scored by any evaluator. Features of tokens alone are
   * shared with data sources, so that a model can extract those it was trained on.
   */
  @Test
  void taggersImportNeitherReadersNorEvaluation() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".data.*..", ROOT + ".evaluation")
        .check(CLASSES);
  }

  /** A boolean argument says nothing at the call. */
  @Test
  void publicMethodsHaveNoBooleanParameters() {
    List<String> found = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      boolean isPublic =
          type.getModifiers().contains(JavaModifier.PUBLIC)
              && !type.getPackageName().matches(".*\\.(protos|internal).*");
      type.getMethods().stream()
          .filter(method -> isPublic && method.getModifiers().contains(JavaModifier.PUBLIC))
          .filter(
              method ->
                  method.getRawParameterTypes().stream()
                      .anyMatch(p -> p.isEquivalentTo(boolean.class)))
          .forEach(method -> found.add(method.getFullName()));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void onlyCoreUsesOperations() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tensorflow.op..")
        .check(CLASSES);
  }

  /** A program that reports the error translates the names of settings to its options. */
  @Test
  void messagesNameNoOptionsOfPrograms() {
    assertThat(MessageLiterals.namingCommandLine(Path.of("src/main/java"))).isEmpty();
  }

  private static String packageOf(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
  }
}
