package org.ptmrec;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.values.TupleTag;

/** Holds the folders to the picture in the README: who may know whom. */
@AnalyzeClasses(packages = "org.ptmrec", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String[] MATHEMATICS = {
    "org.ptmrec.tensor..",
    "org.ptmrec.loss..",
    "org.ptmrec.recommend..",
    "org.ptmrec.tune..",
    "org.ptmrec.evaluate.."
  };

  @ArchTest
  static final ArchRule layers =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("cli")
          .definedBy("org.ptmrec.cli..")
          .layer("testkit")
          .definedBy("org.ptmrec.testkit..")
          .layer("observe")
          .definedBy("org.ptmrec.observe..")
          .layer("price")
          .definedBy("org.ptmrec.price..")
          .layer("pipeline")
          .definedBy("org.ptmrec.pipeline..")
          .layer("cluster")
          .definedBy("org.ptmrec.cluster..")
          .layer("stage")
          .definedBy("org.ptmrec.stage..")
          .layer("transform")
          .definedBy("org.ptmrec.transform..")
          .layer("steps")
          .definedBy(
              "org.ptmrec.ingest..",
              "org.ptmrec.download..",
              "org.ptmrec.clip..",
              "org.ptmrec.tune..",
              "org.ptmrec.recommend..",
              "org.ptmrec.evaluate..",
              "org.ptmrec.export..",
              "org.ptmrec.report..",
              "org.ptmrec.sample..")
          .layer("base")
          .definedBy("org.ptmrec.artifact..", "org.ptmrec.loss..", "org.ptmrec.tensor..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("testkit")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("observe")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("price")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("pipeline")
          .mayOnlyBeAccessedByLayers("cli", "observe", "price")
          .whereLayer("cluster")
          .mayOnlyBeAccessedByLayers("cli", "pipeline")
          .whereLayer("stage")
          .mayOnlyBeAccessedByLayers("cli", "price", "pipeline")
          .whereLayer("transform")
          .mayOnlyBeAccessedByLayers("cli", "price", "pipeline", "stage")
          .whereLayer("steps")
          .mayOnlyBeAccessedByLayers("cli", "testkit", "price", "pipeline", "stage", "transform")
          .whereLayer("base")
          .mayOnlyBeAccessedByLayers(
              "cli",
              "testkit",
              "observe",
              "price",
              "pipeline",
              "cluster",
              "stage",
              "transform",
              "steps");

  @ArchTest
  static final ArchRule mathematicsKnowsNoBeamAndNoFlink =
      noClasses()
          .that()
          .resideInAnyPackage(MATHEMATICS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.beam..", "org.apache.flink..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule everyTupleTagHasAName =
      noClasses()
          .should()
          .callConstructor(TupleTag.class)
          .because("ids made up by Beam differ between the processes of a cluster");

  @ArchTest
  static final ArchRule nobodyJoinsAsBeamDoes =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(CoGroupByKey.class)
          .because("it fails on Flink where a key has more than 10,000 values; see CoGroup");

  @ArchTest
  static final ArchRule onlyTensorKnowsTheKernelsLibraries =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.ptmrec.tensor..", "org.ptmrec.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco..", "jdk.incubator..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("org.ptmrec.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule nobodyReadsJavaSerialisedFiles =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.ObjectInputStream");
}
