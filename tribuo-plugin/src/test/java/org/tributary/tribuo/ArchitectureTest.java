package org.tributary.tribuo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "org.tributary.tribuo",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** Taggers do not depend on the data and evaluation packages. */
  @ArchTest
  static final ArchRule taggersDoNotImportDataOrEvaluation =
      noClasses()
          .that()
          .resideInAPackage("org.tributary.tribuo")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.tributary.tribuo.data", "org.tributary.tribuo.evaluation");

  /** Only core uses TensorFlow operations. */
  @ArchTest
  static final ArchRule noOperationOutsideCore =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.tensorflow.op..");
}
