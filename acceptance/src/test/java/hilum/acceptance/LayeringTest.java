package hilum.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which room may know which: the rules of docs/architecture.md over the classes of all modules. */
class LayeringTest {
    private static final Map<String, String> SERVICES =
            Map.of(
                    "ingest-service", "hilum.ingest..",
                    "variant-service", "hilum.variant..",
                    "embedding-service", "hilum.embedding..",
                    "trainer-service", "hilum.trainer..",
                    "eval-service", "hilum.eval..");

    private static JavaClasses classes;

    @BeforeAll
    static void readAllModules() throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        try (var folders = Files.list(root)) {
            List<Path> compiled =
                    folders.map(folder -> folder.resolve("target/classes"))
                            .filter(Files::isDirectory)
                            .toList();
            classes = new ClassFileImporter().importPaths(compiled);
        }
    }

    @Test
    void everyModuleHasBeenRead() {
        assertThat(
                        classes.stream()
                                .map(c -> c.getPackageName().split("\\."))
                                .filter(p -> p.length > 1)
                                .map(p -> p[1]))
                .contains(
                        "schemas",
                        "transport",
                        "radiology",
                        "language",
                        "llm",
                        "encoders",
                        "synthetic",
                        "local",
                        "cli",
                        "ingest",
                        "variant",
                        "embedding",
                        "trainer",
                        "eval");
    }

    @Test
    void noServiceKnowsAnother() {
        for (String service : SERVICES.values()) {
            String[] others =
                    SERVICES.values().stream()
                            .filter(s -> !s.equals(service))
                            .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(service)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(classes);
        }
    }

    @Test
    void nothingButServicesKnowsServices() {
        String[] services = SERVICES.values().toArray(String[]::new);
        noClasses()
                .that()
                .resideOutsideOfPackages(services)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(services)
                .check(classes);
    }

    @Test
    void schemasKnowNothingElseOfHilum() {
        noClasses()
                .that()
                .resideInAPackage("hilum.schemas..")
                .should()
                .dependOnClassesThat(
                        com.tngtech.archunit.base.DescribedPredicate.describe(
                                "are Hilum's, outside schemas",
                                c ->
                                        c.getPackageName().startsWith("hilum.")
                                                && !c.getPackageName().startsWith("hilum.schemas")))
                .check(classes);
    }

    @Test
    void theLibrariesKnowNoBrokerNoFrameworkAndNoWireFormat() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "hilum.radiology..",
                        "hilum.language..",
                        "hilum.llm..",
                        "hilum.encoders..",
                        "hilum.synthetic..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.quarkus..",
                        "jakarta..",
                        "org.apache.avro..",
                        "hilum.schemas..",
                        "hilum.transport..")
                .check(classes);
    }

    @Test
    void llamaStaysBehindTheLocalServer() {
        noClasses()
                .that()
                .resideOutsideOfPackages("hilum.llm..", "de.kherud..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("de.kherud..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages("hilum.language.endpoint..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.langchain4j..")
                .check(classes);
    }

    @Test
    void onlyTheEncodersTouchDjl() {
        noClasses()
                .that()
                .resideOutsideOfPackages("hilum.encoders..", "ai.djl.pytorch.jni..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(classes);
    }

    @Test
    void onlyTheEmbeddingServiceIsAClientOfTheVectorStore() {
        noClasses()
                .that()
                .resideOutsideOfPackages("hilum.embedding..", "hilum.local.vectors..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.qdrant..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("hilum.local.vectors..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.qdrant.client")
                .check(classes);
    }

    @Test
    void kafkasInternalsStayBehindTheLocalBroker() {
        noClasses()
                .that()
                .resideOutsideOfPackage("hilum.local..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "kafka..",
                        "org.apache.kafka.metadata..",
                        "org.apache.kafka.server..",
                        "org.apache.kafka.raft..")
                .check(classes);
    }

    @Test
    void packagesDoNotTurnInCircles() {
        for (String module :
                List.of(
                        "schemas",
                        "transport",
                        "radiology",
                        "radiology.claims",
                        "radiology.variant",
                        "language",
                        "encoders",
                        "synthetic",
                        "cli",
                        "embedding",
                        "ingest",
                        "eval",
                        "trainer",
                        "variant")) {
            SlicesRuleDefinition.slices()
                    .matching("hilum." + module + ".(*)..")
                    .should()
                    .beFreeOfCycles()
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }
}
