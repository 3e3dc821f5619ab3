package hilum.variant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hilum.language.endpoint.ApiKey;
import hilum.language.endpoint.EndpointSettings;
import hilum.language.manners.MannersSettings;
import hilum.language.rewrite.Rewriter;
import hilum.radiology.variant.VariantKind;
import hilum.schemas.Study;
import hilum.schemas.Topic;
import hilum.schemas.Variant;
import hilum.transport.DependencyUnavailable;
import hilum.transport.Incoming;
import hilum.transport.Outcome;
import hilum.transport.TraceContext;
import hilum.transport.erasure.ErasedStudies;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stage's work with a language model behind a real HTTP server. */
@Timeout(20)
class LanguageVariantsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FINDINGS =
            "Small left pleural effusion. No pneumothorax. The heart is mildly enlarged.";
    private static final String FAITHFUL =
            "There is a small left pleural effusion. There is no pneumothorax. The heart is mildly enlarged.";

    @TempDir Path folder;

    private final Verdicts verdicts = new Verdicts(new SimpleMeterRegistry());
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String text = FAITHFUL;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 20);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        String content = JSON.writeValueAsString(Map.of("text", text));
        byte[] body =
                JSON.writeValueAsBytes(
                        Map.of(
                                "choices",
                                List.of(
                                        Map.of(
                                                "index",
                                                0,
                                                "finish_reason",
                                                "stop",
                                                "message",
                                                Map.of("role", "assistant", "content", content))),
                                "usage",
                                Map.of(
                                        "prompt_tokens", 60,
                                        "completion_tokens", 40,
                                        "total_tokens", 100)));
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private LanguageVariants language(Set<VariantKind> kinds, long tokensADay) {
        URI url = URI.create("http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort()));
        EndpointSettings endpoint =
                new EndpointSettings(url, "scripted", ApiKey.none(), 0, 1, Duration.ofSeconds(5));
        MannersSettings manners =
                new MannersSettings(
                        2,
                        2,
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        3,
                        Duration.ofMillis(100),
                        tokensADay);
        return new LanguageVariants(
                Rewriter.open(endpoint, manners, folder, 1000, 1), EnumSet.copyOf(kinds));
    }

    private static Incoming study(String id, String findings) {
        Study study =
                Study.newBuilder()
                        .setStudyId(id)
                        .setVersion(1)
                        .setSite("north")
                        .setFindings(findings)
                        .setImpression(null)
                        .setAcceptedAt(Instant.EPOCH)
                        .build();
        return incoming(id, Optional.of(study));
    }

    private static Incoming incoming(String id, Optional<Study> study) {
        return new Incoming(
                Topic.STUDIES,
                id,
                study.map(each -> each),
                TraceContext.start(),
                new ConsumerRecord<>(
                        Topic.STUDIES.topicName(),
                        0,
                        0,
                        id.getBytes(StandardCharsets.UTF_8),
                        null));
    }

    private static Optional<Variant> variant(Outcome outcome, String id) {
        return outcome.outgoing().stream()
                .flatMap(each -> each.value().stream())
                .map(Variant.class::cast)
                .filter(each -> each.getVariantId().equals(id))
                .findFirst();
    }

    @Test
    void whatTheModelWroteTakesThePlaceOfTheRulesVariantAndSaysHow() throws Exception {
        text = FAITHFUL + " There is no consolidation or edema.";
        try (LanguageVariants language = language(Set.of(VariantKind.SIMILAR), 0)) {
            Outcome outcome =
                    new VariantWork(Optional.of(language), verdicts, ErasedStudies.fixed(Set.of()))
                            .process(List.of(study("a", FINDINGS + " No consolidation or edema.")));

            Variant similar = variant(outcome, "SIMILAR-1").orElseThrow();
            assertThat(similar.getText()).isEqualTo(text);
            assertThat(similar.getModel()).isEqualTo("scripted");
            assertThat(similar.getPromptVersion()).isEqualTo("similar-1");
            assertThat(similar.getGenerator()).contains("temperature=0.0", "seed=1");
            assertThat(variant(outcome, "SPLIT-1").orElseThrow().getModel()).isNull();
            assertThat(verdicts.rows())
                    .anySatisfy(
                            row -> {
                                assertThat(row.generator()).isEqualTo("llm/similar-1");
                                assertThat(row.model()).isEqualTo("scripted");
                                assertThat(row.site()).isEqualTo("north");
                                assertThat(row.accepted()).isEqualTo(1);
                            });
        }
    }

    @Test
    void aRefusedRewriteLeavesTheRulesVariantWithTheReason() throws Exception {
        text = "Large right pneumothorax.";
        try (LanguageVariants language = language(Set.of(VariantKind.SPLIT), 0)) {
            Outcome outcome =
                    new VariantWork(Optional.of(language), verdicts, ErasedStudies.fixed(Set.of()))
                            .process(List.of(study("a", FINDINGS + " No consolidation or edema.")));

            Variant split = variant(outcome, "SPLIT-1").orElseThrow();
            assertThat(split.getGenerator()).startsWith("rules/");
            assertThat(split.getEvidence()).anyMatch(line -> line.contains("refused 2 times"));
            assertThat(verdicts.instead()).containsEntry("REFUSED", 1L);
            assertThat(verdicts.rows())
                    .anySatisfy(
                            row -> {
                                assertThat(row.generator()).isEqualTo("llm/split-1");
                                assertThat(row.rejected()).isEqualTo(2);
                                assertThat(row.shareRejected()).isEqualTo(1.0);
                            });
        }
    }

    @Test
    void anOutageHoldsTheBatchCountsNothingAndCostsNothingTwice() throws Exception {
        try (LanguageVariants language = language(Set.of(VariantKind.SIMILAR), 0)) {
            VariantWork work =
                    new VariantWork(Optional.of(language), verdicts, ErasedStudies.fixed(Set.of()));
            work.process(List.of(study("a", FINDINGS)));
            long counted = verdicts.rows().stream().mapToLong(Verdicts.Row::accepted).sum();
            status = 503;
            List<Incoming> batch =
                    List.of(study("a", FINDINGS), study("b", FINDINGS + " Nodule of 4 mm."));

            DependencyUnavailable away =
                    catchThrowableOfType(DependencyUnavailable.class, () -> work.process(batch));

            assertThat(away.dependency()).isEqualTo(LanguageVariants.DEPENDENCY);
            assertThat(away).hasMessageContaining("503");
            assertThat(language.paused().orElseThrow()).contains("503");
            assertThat(verdicts.rows().stream().mapToLong(Verdicts.Row::accepted).sum())
                    .isEqualTo(counted);

            status = 200;
            text = FAITHFUL + " There is a nodule of 4 mm.";
            Thread.sleep(150);
            int before = asked.get();
            Outcome outcome = work.process(batch);

            assertThat(asked.get() - before).isEqualTo(1);
            assertThat(language.paused()).isEmpty();
            assertThat(variant(outcome, "SIMILAR-1")).isPresent();
        }
    }

    @Test
    void aSiteWithoutTokensGetsTheRulesVariants() throws Exception {
        try (LanguageVariants language = language(Set.of(VariantKind.SPLIT), 10)) {
            Outcome outcome =
                    new VariantWork(Optional.of(language), verdicts, ErasedStudies.fixed(Set.of()))
                            .process(List.of(study("a", FINDINGS + " No consolidation or edema.")));

            assertThat(asked.get()).isZero();
            assertThat(variant(outcome, "SPLIT-1").orElseThrow().getEvidence())
                    .anyMatch(line -> line.contains("of 10 tokens"));
            assertThat(verdicts.instead()).containsEntry("BUDGET", 1L);
        }
    }

    @Test
    void anErasedStudyTakesItsAnswersWithIt() throws Exception {
        try (LanguageVariants language = language(Set.of(VariantKind.SIMILAR), 0)) {
            VariantWork work =
                    new VariantWork(Optional.of(language), verdicts, ErasedStudies.fixed(Set.of()));
            work.process(List.of(study("a", FINDINGS)));
            work.process(List.of(incoming("a", Optional.empty())));
            work.process(List.of(study("a", FINDINGS)));

            assertThat(asked.get()).isEqualTo(2);
        }
    }
}
