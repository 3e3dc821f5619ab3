package hilum.ingest.fhir.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.transport.http.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes in, the door answers: with a reading or with a refusal, and soon. */
class AnyBytesTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    /** Bytes of a real resource, some of them changed, cut off or repeated. */
    @Provide
    Arbitrary<byte[]> damaged() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("src/test/resources/fhir/contained.json"));
        return Combinators.combine(
                        Arbitraries.integers().between(0, whole.length - 1).list().ofMaxSize(5),
                        Arbitraries.bytes().list().ofSize(5),
                        Arbitraries.integers().between(whole.length / 2, whole.length))
                .as(
                        (places, bytes, length) -> {
                            byte[] copy = Arrays.copyOf(whole, length);
                            for (int i = 0; i < places.size(); i++) {
                                if (places.get(i) < length) {
                                    copy[places.get(i)] = bytes.get(i);
                                }
                            }
                            return copy;
                        });
    }

    /** JSON that is right, under keys that FHIR knows, with values where they don't belong. */
    @Provide
    Arbitrary<String> misplaced() {
        Arbitrary<String> key =
                Arbitraries.of(
                        "resourceType",
                        "id",
                        "status",
                        "code",
                        "coding",
                        "text",
                        "identifier",
                        "type",
                        "value",
                        "subject",
                        "reference",
                        "display",
                        "presentedForm",
                        "data",
                        "url",
                        "contentType",
                        "contained",
                        "result",
                        "conclusion",
                        "extension",
                        "modifierExtension",
                        "_status",
                        "",
                        "issued",
                        "meta",
                        "lastUpdated",
                        "effectiveDateTime",
                        "effectivePeriod",
                        "start",
                        "basedOn",
                        "imagingStudy",
                        "fhir_comments",
                        "valueString");
        Arbitrary<String> leaf =
                Arbitraries.of(
                        "\"DiagnosticReport\"",
                        "\"Patient\"",
                        "\"final\"",
                        "\"#a\"",
                        "\"\"",
                        "null",
                        "true",
                        "-1",
                        "1e400",
                        "[]",
                        "{}",
                        "\"\\ud800\"",
                        "\"%%%\"",
                        "\"36643-5\"",
                        "\"2024-13-45\"",
                        "\"chest x-ray\"",
                        "\"\\u0000\"");
        Arbitrary<String> value =
                Arbitraries.lazyOf(
                        () -> leaf,
                        () -> leaf,
                        () -> objects(key, leaf),
                        () -> objects(key, leaf).map(o -> "[" + o + "," + o + "]"),
                        () -> objects(key, objects(key, leaf)));
        return objects(key, value)
                .map(o -> "{\"resourceType\":\"DiagnosticReport\"," + o.substring(1));
    }

    private static Arbitrary<String> objects(Arbitrary<String> key, Arbitrary<String> value) {
        return Combinators.combine(key, value)
                .as((k, v) -> "\"" + k + "\":" + v)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(fields -> "{" + String.join(",", fields) + "}");
    }

    @Property(tries = 500)
    void damagedBytesAreReadOrRefused(@ForAll("damaged") byte[] bytes) {
        answer(bytes);
    }

    @Property(tries = 500)
    void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
        answer(bytes);
    }

    @Property(tries = 1_000)
    void misplacedValuesAreReadOrRefused(@ForAll("misplaced") String json) {
        answer(json.getBytes(StandardCharsets.UTF_8));
    }

    @Example
    void whatIsMadeToTireTheReaderIsRefusedSoon() {
        String open = "{\"resourceType\":\"DiagnosticReport\",\"status\":\"final\",";
        List<String> bodies =
                List.of(
                        open + "\"extension\":" + "[{\"extension\":".repeat(50_000),
                        "[".repeat(1_000_000),
                        "{\"a\":".repeat(100_000),
                        open + "\"a\":" + "9".repeat(1_000_000) + "}",
                        open + "\"category\":[" + "{},".repeat(400_000) + "{}]}",
                        open + "\"" + "k".repeat(1_000_000) + "\":1}");
        for (String body : bodies) {
            assertThat(answerSoon(body)).isPresent();
        }
    }

    @Example
    void longTextsAndNumbersAreAnsweredSoon() {
        String open = "{\"resourceType\":\"DiagnosticReport\",\"status\":\"final\",";
        answerSoon(open + "\"a\":1e999999999}");
        answerSoon(open + "\"code\":{\"text\":\"" + "chest ".repeat(200_000) + "\"}}");
        String chest = open + "\"code\":{\"text\":\"CXR\"},\"conclusion\":\"";
        assertThat(answerSoon(chest + "\\u0000".repeat(1_000_000) + "\"}")).isPresent();
        assertThat(answerSoon(chest + "Findings:\\n".repeat(4_000) + "\"}")).isPresent();
    }

    private static Optional<ProblemException> answerSoon(String body) {
        return assertTimeoutPreemptively(SOON, () -> answer(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Fails by any exception but a refusal. */
    private static Optional<ProblemException> answer(byte[] bytes) {
        try {
            ObjectNode tree = Fixture.FHIR.tree(bytes);
            Fixture.read(tree);
            return Optional.empty();
        } catch (ProblemException e) {
            assertThat(e.problem().status()).isIn(400, 422);
            return Optional.of(e);
        }
    }
}
