package hilum.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import hilum.schemas.Topic;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** README, CHANGELOG and docs say what is so: whatever they name exists, and their tables agree. */
class DocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> VERBS = List.of("GET", "POST", "PUT", "DELETE");

    /** Read by the encoders themselves, from system properties. */
    private static final Set<String> OF_THE_ENCODERS = Set.of("hilum.threads", "hilum.device");

    /** Settings with their defaults; empty where there is none in the interface. */
    private static final Map<String, Optional<String>> SETTINGS = new TreeMap<>();

    /** Lines such as {@code embedding-service POST /search}. */
    private static final Set<String> ENDPOINTS = new TreeSet<>();

    private static Documents documents;

    @BeforeAll
    static void readTheServices() throws IOException {
        List<String> services = List.of("ingest", "variant", "embedding", "trainer", "eval");
        Set<String> names = new TreeSet<>(OF_THE_ENCODERS);
        for (String service : services) {
            Path classes = ROOT.resolve(service + "-service/target/classes");
            for (JavaClass each : new ClassFileImporter().importPath(classes)) {
                value(each, "io.smallrye.config.ConfigMapping", "prefix")
                        .ifPresent(prefix -> readSettings(prefix, each));
                value(each, "jakarta.ws.rs.Path", "value")
                        .ifPresent(path -> readEndpoints(service + "-service", path, each));
            }
            names.addAll(properties(classes.resolve("application.properties")));
        }
        names.addAll(SETTINGS.keySet());
        documents = new Documents(ROOT, names);
    }

    private static Set<String> properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return properties.stringPropertyNames();
    }

    private static void readSettings(String prefix, JavaClass mapping) {
        for (JavaMethod method : mapping.getMethods()) {
            if (method.getModifiers().contains(JavaModifier.ABSTRACT)) {
                String name =
                        prefix
                                + "."
                                + value(method, "io.smallrye.config.WithName", "value")
                                        .orElseGet(() -> kebab(method.getName()));
                JavaClass type = method.getRawReturnType();
                if (type.isInterface() && type.getPackageName().equals(mapping.getPackageName())) {
                    readSettings(name, type);
                } else {
                    SETTINGS.merge(
                            name,
                            value(method, "io.smallrye.config.WithDefault", "value"),
                            (one, other) -> one.isPresent() ? one : other);
                }
            }
        }
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static void readEndpoints(String service, String base, JavaClass resource) {
        for (JavaMethod method : resource.getMethods()) {
            for (String verb : VERBS) {
                if (method.isAnnotatedWith("jakarta.ws.rs." + verb)) {
                    String path =
                            "/"
                                    + base
                                    + "/"
                                    + value(method, "jakarta.ws.rs.Path", "value").orElse("");
                    ENDPOINTS.add(
                            "%s %s %s"
                                    .formatted(
                                            service,
                                            verb,
                                            path.replaceAll("/+", "/").replaceAll("(?<=.)/$", "")));
                }
            }
        }
    }

    private static Optional<String> value(JavaClass element, String annotation, String property) {
        return element.tryGetAnnotationOfType(annotation).flatMap(found -> text(found, property));
    }

    private static Optional<String> value(JavaMethod element, String annotation, String property) {
        return element.tryGetAnnotationOfType(annotation).flatMap(found -> text(found, property));
    }

    private static Optional<String> text(JavaAnnotation<?> annotation, String property) {
        return annotation.get(property).map(Object::toString);
    }

    @Test
    void whateverTheDocumentsNameExists() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path document : documents.all()) {
            documents
                    .faults(document)
                    .forEach(fault -> faults.add(ROOT.relativize(document) + ": " + fault));
        }
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "`hilum.schemas.Topics`",
                "`hilum.transport.Stage.Worker`",
                "`hilum.trainer.round-studys`",
                "`docs/architectur.md`",
                "`deploy/prometheus`, `deploy/grafana/dashboard`",
                "`ingestion-service`",
                "`docker-compos.yml`",
                "[the architecture](architectures.md)",
                "`cxr.study.v1`",
                "`./hilum demonstrate`",
                "`./hilum models demote`, then",
                "`./hilum send reports.jsonl --speed 3`",
                "`--seeds N`",
                "```sh\n./hilum demo --study 3\n```\n",
                "```mermaid\n A -->|cxr.vectors.v1| B\n```\n",
            })
    void aNameThatIsWrongIsFound(String text) {
        assertThat(documents.faults(ROOT.resolve("docs/operations.md"), text)).hasSize(1);
    }

    @Test
    void whatIsRightIsLeftAlone() {
        String text =
                """
                `hilum.schemas.Topic`, `hilum.transport.Stage.Work`, `hilum.eval.margin`, `hilum.cli`
                `docs/architecture.md`, `schemas/`, [decisions](decisions/README.md)
                `cxr.studies.v1`, `ingest-service`, `./hilum models promote m-3 --home one`, `--seed N`
                ```sh
                ./hilum search "left --effusion" --limit 3   # --nothing else
                ```
                """;
        assertThat(documents.faults(ROOT.resolve("docs/operations.md"), text)).isEmpty();
    }

    @Test
    void theTopicsInOperationsAreThoseOfTheCatalogue() {
        List<List<String>> catalogue =
                Stream.of(Topic.values())
                        .map(
                                topic ->
                                        List.of(
                                                "`" + topic.topicName() + "`",
                                                topic.key(),
                                                "`" + topic.type().getSimpleName() + "`",
                                                Integer.toString(topic.partitions()),
                                                topic.cleanup().policy(),
                                                topic.retention()
                                                        .map(kept -> kept.toDays() + " days")
                                                        .orElse("newest of a key")))
                        .toList();

        assertThat(table("Topics")).isEqualTo(catalogue);
    }

    @Test
    void theEndpointsInOperationsAreThoseOfTheServices() {
        assertThat(table("Endpoints"))
                .extracting(row -> row.get(0) + " " + row.get(1).replace("`", ""))
                .containsExactlyInAnyOrderElementsOf(ENDPOINTS);
    }

    @Test
    void everySettingOfTheServicesIsInOperationsWithItsDefault() {
        Map<String, String> documented = new TreeMap<>();
        table("Settings").forEach(row -> documented.put(row.get(0).replace("`", ""), row.get(1)));

        assertThat(SETTINGS).isNotEmpty();
        SETTINGS.forEach(
                (name, standard) -> {
                    assertThat(documented).containsKey(name);
                    standard.ifPresent(
                            value ->
                                    assertThat(documented.get(name))
                                            .as("default of %s", name)
                                            .contains("`" + value + "`"));
                });
    }

    @Test
    void theModulesInTheArchitectureAreThoseOfTheReactor() {
        Set<String> named = new TreeSet<>();
        rows(section(documents.text("docs/architecture.md"), "Modules"))
                .forEach(
                        row ->
                                named.addAll(
                                        Arrays.asList(row.get(0).replace("`", "").split(", "))));

        assertThat(named).isEqualTo(documents.modules());
    }

    private static List<List<String>> table(String heading) {
        return rows(section(documents.text("docs/operations.md"), heading));
    }

    private static String section(String text, String heading) {
        var found =
                Pattern.compile("(?ms)^## %s$(.*?)(?=^## |\\z)".formatted(heading)).matcher(text);
        assertThat(found.find()).as("section %s", heading).isTrue();
        return found.group(1);
    }

    /** Rows of the section's first table, without its head. */
    private static List<List<String>> rows(String section) {
        return section.lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(
                        line ->
                                Arrays.stream(line.substring(1).split("(?<!\\\\)\\|"))
                                        .map(String::strip)
                                        .toList())
                .toList();
    }
}
