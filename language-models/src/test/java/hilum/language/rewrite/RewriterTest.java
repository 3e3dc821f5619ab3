package hilum.language.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.language.endpoint.ApiKey;
import hilum.language.rewrite.Rewriting.Cause;
import hilum.radiology.Report;
import hilum.radiology.variant.ErrorCategory;
import hilum.radiology.variant.VariantKind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
class RewriterTest {
    @TempDir Path folder;

    @Test
    void aFaithfulRewritePassesAndSaysWhoWroteIt() throws Exception {
        try (ScriptedServer server = new ScriptedServer(call -> call.write(Desk.FAITHFUL));
                Desk desk = new Desk(server.url(), folder)) {
            var variant = desk.similar().accepted().orElseThrow();

            assertThat(variant.id()).isEqualTo("SIMILAR-1");
            assertThat(variant.generator())
                    .isEqualTo("llm/similar-1 model=scripted temperature=0.3 seed=7");
            assertThat(Signature.read(variant.generator()))
                    .contains(new Signature("similar-1", "scripted", 0.3, 7));
            assertThat(Signature.read("rules/1")).isEmpty();
            JsonNode request = server.requests().getFirst();
            assertThat(request.path("model").asText()).isEqualTo("scripted");
            assertThat(request.path("temperature").asDouble()).isEqualTo(0.3);
            assertThat(request.path("seed").asInt()).isEqualTo(7);
            assertThat(request.path("max_tokens").asInt()).isPositive();
            assertThat(request.path("response_format").path("type").asText())
                    .isEqualTo("json_schema");
        }
    }

    @Test
    void theSameTextIsPaidForOnceWhateverTheStudyAlsoAfterARestart() throws Exception {
        try (ScriptedServer server = new ScriptedServer(call -> call.write(Desk.FAITHFUL))) {
            try (Desk desk = new Desk(server.url(), folder)) {
                desk.similar();
                desk.rewriter().rewrite(Desk.task("another study", "another site"));
            }
            try (Desk desk = new Desk(server.url(), folder)) {
                assertThat(desk.similar().accepted()).isPresent();
            }
            assertThat(server.asked()).isEqualTo(1);
        }
    }

    @Test
    void aForgottenStudyIsAskedForAnew() throws Exception {
        try (ScriptedServer server = new ScriptedServer(call -> call.write(Desk.FAITHFUL));
                Desk desk = new Desk(server.url(), folder)) {
            desk.similar();
            desk.rewriter().forget("study");
            desk.similar();

            assertThat(server.asked()).isEqualTo(2);
        }
    }

    @Test
    void whatFailedHalfwayGoesOnFromThere() throws Exception {
        ScriptedServer.Script breaks =
                call -> {
                    if (call.number() == 1) {
                        call.write("Normal chest.");
                    } else {
                        call.respond(503, "", Map.of());
                    }
                };
        try (ScriptedServer server = new ScriptedServer(breaks);
                Desk desk = new Desk(server.url(), folder)) {
            assertThatThrownBy(desk::similar)
                    .isInstanceOf(hilum.language.endpoint.Unavailable.class);
            int before = server.asked();
            server.then(call -> call.write(Desk.FAITHFUL));

            Rewriting rewriting = desk.similar();

            assertThat(rewriting.accepted()).isPresent();
            assertThat(rewriting.rejected()).hasSize(1);
            assertThat(server.asked()).isEqualTo(before + 1);
        }
    }

    @Test
    void aSiteWithoutTokensIsNotAskedForAndOthersAre() throws Exception {
        try (ScriptedServer server = new ScriptedServer(call -> call.write(Desk.FAITHFUL));
                Desk desk = new Desk(server.url(), folder, 0, 1_000, Desk.TIMEOUT)) {
            int paid = 0;
            Rewriting last = null;
            for (int i = 0; i < 12; i++) {
                last = desk.rewriter().rewrite(differing(i, "north"));
                paid += last.cause() == Cause.BUDGET ? 0 : 1;
            }

            assertThat(paid).isBetween(1, 6);
            assertThat(last.cause()).isEqualTo(Cause.BUDGET);
            assertThat(last.instead().orElseThrow()).contains("north", "1000 tokens");
            assertThat(desk.rewriter().tokensToday()).containsEntry("north", paid * 150L);
            assertThat(desk.rewriter().rewrite(differing(0, "south")).cause())
                    .isNotEqualTo(Cause.BUDGET);
        }
    }

    private static Task differing(int number, String site) {
        Report report =
                Report.of(
                        "Small left pleural effusion. Nodule of %d mm.".formatted(number + 3), "");
        return Task.of(
                "study" + number + site,
                site,
                report,
                VariantKind.SIMILAR,
                Instant.now().plusSeconds(60));
    }

    @Test
    void noMoreQuestionsAreUnderWayThanAgreed() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ScriptedServer.Script slow =
                call -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    Thread.sleep(60);
                    now.decrementAndGet();
                    call.write(Desk.FAITHFUL);
                };
        try (ScriptedServer server = new ScriptedServer(slow);
                Desk desk = new Desk(server.url(), folder, 0, 0, Desk.TIMEOUT);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Rewriting>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                Task task = differing(i, "site");
                all.add(threads.submit(() -> desk.rewriter().rewrite(task)));
            }
            for (Future<Rewriting> each : all) {
                each.get();
            }

            assertThat(most.get()).isBetween(2, 4);
            assertThat(server.asked()).isEqualTo(16);
        }
    }

    @Test
    void anEndpointWithoutSchemasIsAskedWithoutFromThenOn() throws Exception {
        ScriptedServer.Script old =
                call -> {
                    if (call.request().has("response_format")
                            || call.request().has("max_completion_tokens")) {
                        call.respond(
                                400,
                                "{\"error\": {\"code\": \"unsupported_parameter\"}}",
                                Map.of());
                    } else {
                        call.write(Desk.FAITHFUL);
                    }
                };
        try (ScriptedServer server = new ScriptedServer(old);
                Desk desk = new Desk(server.url(), folder)) {
            assertThat(desk.similar().accepted()).isPresent();
            int found = server.asked();
            desk.rewriter().rewrite(differing(1, "site"));

            assertThat(server.requests().get(found).has("response_format")).isFalse();
        }
    }

    @Test
    void anEndpointThatWantsTheLaterNameOfTheLimitGetsIt() throws Exception {
        ScriptedServer.Script newer =
                call -> {
                    if (call.request().has("max_tokens")) {
                        call.respond(400, "", Map.of());
                    } else {
                        call.write(Desk.FAITHFUL);
                    }
                };
        try (ScriptedServer server = new ScriptedServer(newer);
                Desk desk = new Desk(server.url(), folder)) {
            assertThat(desk.similar().accepted()).isPresent();
            assertThat(server.requests().getLast().path("max_completion_tokens").asInt())
                    .isPositive();
        }
    }

    @Test
    void aKeyIsSentAndNeverTold() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "sk-secret-4711\n");
        ApiKey key = ApiKey.of(Optional.of(file));
        ScriptedServer.Script echoes =
                call ->
                        call.respond(
                                403,
                                "{\"error\": {\"message\": \"key sk-secret-4711 may not\"}}",
                                Map.of());
        try (ScriptedServer server = new ScriptedServer(echoes);
                Desk desk =
                        new Desk(
                                server.url(),
                                folder.resolve("state"),
                                2,
                                0,
                                Desk.TIMEOUT,
                                key,
                                Clock.systemUTC())) {
            Throwable away = catchThrowable(desk::similar);

            assertThat(server.authorizations()).containsOnly("Bearer sk-secret-4711");
            StringWriter told = new StringWriter();
            away.printStackTrace(new PrintWriter(told));
            assertThat(
                            told
                                    + key.toString()
                                    + desk.rewriter().settings()
                                    + desk.rewriter().manners().lastFailure())
                    .contains("403")
                    .doesNotContain("4711");

            Files.writeString(file, "sk-other");
            server.then(call -> call.write(Desk.FAITHFUL));
            assertThat(desk.similar().accepted()).isPresent();
            assertThat(server.authorizations().getLast()).isEqualTo("Bearer sk-other");
        }
    }

    @Test
    void aKeyFileThatHoldsNoKeyIsToldWithoutItsContent() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "not a key\nsecret");

        assertThatThrownBy(() -> ApiKey.of(Optional.of(file)))
                .hasMessageContaining("Key file")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> ApiKey.of(Optional.of(folder.resolve("none"))))
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aReportWithNothingToSpellOutIsAskedForOnce() throws Exception {
        try (ScriptedServer server = new ScriptedServer(call -> call.write(Desk.REPORT.text()));
                Desk desk = new Desk(server.url(), folder)) {
            Rewriting rewriting =
                    desk.rewriter()
                            .rewrite(
                                    Task.of(
                                            "study",
                                            "site",
                                            Desk.REPORT,
                                            VariantKind.EXPANDED,
                                            Instant.now().plusSeconds(60)));

            assertThat(rewriting.cause()).isEqualTo(Cause.NOTHING_TO_DO);
            assertThat(server.asked()).isEqualTo(1);
        }
    }

    @Test
    void anAbbreviatedIndicationIsSpelledOutBeforeTheReport() throws Exception {
        String spelled =
                "Indication: Shortness of breath.\nSmall left pleural effusion. No pneumothorax.";
        try (ScriptedServer server = new ScriptedServer(call -> call.write(spelled));
                Desk desk = new Desk(server.url(), folder)) {
            Report report = new Report("SOB.", "", "", "Small left pleural effusion. No PTX.", "");

            Rewriting rewriting =
                    desk.rewriter()
                            .rewrite(
                                    Task.of(
                                            "study",
                                            "site",
                                            report,
                                            VariantKind.EXPANDED,
                                            Instant.now().plusSeconds(60)));

            assertThat(rewriting.accepted().orElseThrow().text()).isEqualTo(spelled);
            assertThat(server.requests().getFirst().toString()).contains("Indication: SOB.");
        }
    }

    @Test
    void anErrorIsAcceptedUnderTheCategoryThatTheVerifierFinds() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(call -> call.write("Small right pleural effusion."));
                Desk desk = new Desk(server.url(), folder)) {
            Task task =
                    new Task(
                            "study",
                            "site",
                            Desk.REPORT,
                            VariantKind.ERROR,
                            2,
                            Optional.of(ErrorCategory.CHANGE_SEVERITY),
                            Instant.now().plusSeconds(60));

            var variant = desk.rewriter().rewrite(task).accepted().orElseThrow();

            assertThat(variant.id()).isEqualTo("ERROR-2");
            assertThat(variant.category()).contains(ErrorCategory.CHANGE_LOCATION);
            assertThat(server.requests().getFirst().toString()).contains("change severity");
        }
    }

    @Test
    void afterTheBatchsTimeNothingIsBegun() throws Exception {
        try (ScriptedServer server = new ScriptedServer(call -> call.write(Desk.FAITHFUL));
                Desk desk = new Desk(server.url(), folder)) {
            Task late = Task.of("study", "site", Desk.REPORT, VariantKind.SIMILAR, Instant.EPOCH);

            assertThatThrownBy(() -> desk.rewriter().rewrite(late))
                    .hasMessageContaining("still writing");
            assertThat(server.asked()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(VariantKind.class)
    void everyKindHasAPromptWithPlaceForTheReportAndTheEvidence(VariantKind kind) {
        Prompt prompt = Prompt.of(kind);

        assertThat(prompt.question()).contains("<report>\n{report}\n</report>");
        assertThat(prompt.again()).contains("{evidence}");
        assertThat(prompt.begin("A {evidence} <report> of $1", "c").get(1).text())
                .contains("A {evidence} < report> of $1");
    }
}
