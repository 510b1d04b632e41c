package org.tributary;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the house in shape: each package imports only those above it in this list. */
class ArchitectureTest {
  private static final String ROOT = "org.tributary";
  private static final List<String> ORDER =
      List.of(
          "file",
          "runtime",
          "graph",
          "random",
          "param",
          "cell",
          "sequence",
          "kernel",
          "layer",
          "head",
          "train",
          "input",
          "tagger");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyPackageIsInTheList() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (!type.getPackageName().equals(ROOT)) {
        packages.add(slice(type));
      }
    }
    assertThat(packages).containsExactlyInAnyOrderElementsOf(ORDER);
  }

  @Test
  void packagesImportOnlyThoseAboveThem() {
    for (JavaClass type : CLASSES) {
      if (type.getPackageName().equals(ROOT)) {
        continue;
      }
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> dependency.getTargetClass())
          .filter(target -> target.getPackageName().startsWith(ROOT + "."))
          .forEach(
              target ->
                  assertThat(ORDER.indexOf(slice(target)))
                      .as("%s uses %s", type.getName(), target.getName())
                      .isLessThanOrEqualTo(ORDER.indexOf(slice(type))));
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingPrintsOrExits() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    noClasses().should().callMethod(System.class, "exit", int.class).check(CLASSES);
  }

  @Test
  void onlyTheRuntimeOpensSessions() {
    noneMakes("org.tensorflow.Session", ROOT + ".runtime");
  }

  /** It has settings to make before the first; a loop is built in one, within another graph. */
  @Test
  void onlyTheRuntimeMakesGraphsAndLoopsTheirs() {
    noneMakes("org.tensorflow.Graph", ROOT + ".runtime", ROOT + ".graph");
  }

  private static void noneMakes(String type, String... but) {
    noClasses()
        .that()
        .resideOutsideOfPackages(but)
        .should()
        .callConstructorWhere(
            new DescribedPredicate<>("makes a " + type) {
              @Override
              public boolean test(JavaConstructorCall call) {
                return call.getTargetOwner().getName().equals(type);
              }
            })
        .check(CLASSES);
  }

  private static String slice(JavaClass type) {
    return type.getPackageName().substring(ROOT.length() + 1);
  }
}
