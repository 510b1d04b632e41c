package org.tributary.tribuo;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.tributary.tribuo",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** Whoever brings data or evaluations of their own needs neither of ours. */
  @ArchTest
  static final ArchRule taggersKnowNeitherDataNorEvaluation =
      noClasses()
          .that()
          .resideInAPackage("org.tributary.tribuo")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.tributary.tribuo.data", "org.tributary.tribuo.evaluation");

  /** Spans are of use without a tagger. */
  @ArchTest
  static final ArchRule spansKnowNothingElse =
      noClasses()
          .that()
          .resideInAPackage("org.tributary.tribuo.span")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.tributary..")
                  .and(resideOutsideOfPackage("org.tributary.tribuo.span")));

  /** Tensors are core's. */
  @ArchTest
  static final ArchRule noTensorLeavesCore =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.tensorflow.op..");
}
