package org.tributary;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tributary.layer.GruCell;
import org.tributary.layer.LstmCell;
import org.tributary.layer.RnnCell;
import org.tributary.testing.MessageLiterals;

/** Architecture rules: each package imports only packages above it in this list. */
class ArchitectureTest {
  private static final String ROOT = "org.tributary";

  /** The packages of the module {@code core/model}, which needs no TensorFlow. */
  private static final List<String> MODEL =
      List.of(
          "internal",
          "param",
          "sequence",
          "layer",
          "internal.input",
          "feature",
          "span",
          "head",
          "tagger.definition",
          "internal.tagger",
          "tagger",
          "evaluation",
          "text",
          "torch");

  private static final List<String> CORE =
      List.of(
          "runtime",
          "internal.graph",
          "graph",
          "train.optimizer",
          "train",
          "graph.tagger",
          "internal.training",
          "nn",
          "onnx",
          "train.tagger");

  private static final List<String> ORDER = Stream.concat(MODEL.stream(), CORE.stream()).toList();

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void everyPackageIsListed() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (!type.getPackageName().equals(ROOT)) {
        packages.add(slice(type));
      }
    }
    assertThat(packages).containsExactlyInAnyOrderElementsOf(ORDER);
  }

  @Test
  void noPackageIsInBothModules() {
    for (JavaClass type : CLASSES) {
      if (!type.getPackageName().equals(ROOT)) {
        String location = type.getSource().orElseThrow().getUri().toString();
        assertThat(location.contains("/model/"))
            .as(location)
            .isEqualTo(MODEL.contains(slice(type)));
      }
    }
  }

  @Test
  void packagesImportOnlyPackagesAboveThem() {
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
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingPrintsOrExits() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    noClasses().should().callMethod(System.class, "exit", int.class).check(CLASSES);
  }

  /** A boolean argument says nothing at the call. */
  @Test
  void publicMethodsHaveNoBooleanParameters() {
    List<String> found = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      boolean isPublic =
          type.getModifiers().contains(JavaModifier.PUBLIC)
              && !type.getPackageName().contains(".internal");
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
  void onlyRuntimeOpensSessions() {
    assertNoneCreates("org.tensorflow.Session", ROOT + ".runtime");
  }

  /**
   * The runtime applies settings before the first graph; a loop body is built in a graph of its
   * own.
   */
  @Test
  void onlyRuntimeAndLoopsCreateGraphs() {
    assertNoneCreates("org.tensorflow.Graph", ROOT + ".runtime", ROOT + ".internal.graph");
  }

  /** Everything else asks a cell for what it can do, so that a cell of the user's own can run. */
  @Test
  void onlyListsOfCellsKnowParticularCells() {
    Set<String> lists =
        Set.of(
            ROOT + ".layer.Recurrent",
            ROOT + ".internal.tagger.EncoderCodec",
            ROOT + ".graph.CellFormula",
            ROOT + ".graph.BlockKernel",
            ROOT + ".graph.ScanKernel",
            ROOT + ".onnx.RecurrentGraph");
    Set<String> cells =
        Set.of(RnnCell.class.getName(), LstmCell.class.getName(), GruCell.class.getName());
    assertThat(CLASSES.stream().map(JavaClass::getName)).containsAll(lists);
    for (JavaClass type : CLASSES) {
      String outermost = type.getName().replaceAll("\\$.*", "");
      if (!lists.contains(outermost) && !cells.contains(outermost)) {
        assertThat(type.getDirectDependenciesFromSelf())
            .as("cells that %s knows", type.getName())
            .noneMatch(dependency -> cells.contains(dependency.getTargetClass().getName()));
      }
    }
  }

  /** A program that reports the error translates the names of settings to its options. */
  @Test
  void messagesNameNoOptionsOfPrograms() {
    assertThat(MessageLiterals.namingCommandLine(Path.of("src/main/java"))).isEmpty();
    assertThat(MessageLiterals.namingCommandLine(Path.of("model/src/main/java"))).isEmpty();
  }

  private static void assertNoneCreates(String type, String... allowedPackages) {
    noClasses()
        .that()
        .resideOutsideOfPackages(allowedPackages)
        .should()
        .callConstructorWhere(
            new DescribedPredicate<>("creates a " + type) {
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
