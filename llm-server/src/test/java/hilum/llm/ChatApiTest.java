package hilum.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ChatApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Scripted model = new Scripted();
    private final HttpClient http = HttpClient.newHttpClient();
    private ChatApi api;

    /** Says back what it was asked, a word a token. */
    private static final class Scripted implements TextModel {
        private final CountDownLatch release = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean holding;
        private volatile boolean endless;
        private volatile Sampling sampled;

        @Override
        public String prompt(List<Message> messages) {
            return String.join("\n", messages.stream().map(Message::content).toList());
        }

        @Override
        public int tokens(String text) {
            return text.split("\\s+").length;
        }

        @Override
        public Completion complete(String prompt, Sampling sampling, BooleanSupplier wanted) {
            sampled = sampling;
            while (endless && wanted.getAsBoolean()) {
                Thread.onSpinWait();
            }
            ended.countDown();
            try {
                if (holding) {
                    release.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Completion("said: " + prompt, 3, sampling.maxTokens() > 3);
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void start() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        api =
                new ChatApi(
                        new ServerOptions(
                                Path.of("tiny.gguf"), port, 1, 256, 1, false, OptionalLong.empty()),
                        model);
    }

    @AfterEach
    void stop() {
        model.release.countDown();
        api.close();
    }

    private HttpResponse<String> post(String body) throws Exception {
        return http.send(request(body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String body) {
        return HttpRequest.newBuilder(uri("/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(api.port(), path));
    }

    @Test
    void aQuestionIsAnsweredWithItsUsage() throws Exception {
        JsonNode answer =
                JSON.readTree(
                        post("""
                             {"model": "tiny", "temperature": 0.5, "seed": 9, "max_tokens": 40,
                              "messages": [{"role": "system", "content": "Be short."},
                                           {"role": "user", "content": "Say hello"}]}""")
                                .body());

        assertThat(answer.at("/choices/0/message/content").asText())
                .isEqualTo("said: Be short.\nSay hello");
        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(7);
        assertThat(model.sampled.seed()).isEqualTo(9);
        assertThat(model.sampled.temperature()).isEqualTo(0.5f);
    }

    @Test
    void anAnswerThatRanIntoTheLimitSaysSo() throws Exception {
        JsonNode answer =
                JSON.readTree(
                        post("""
                             {"max_tokens": 3, "messages": [{"role": "user", "content": "x"}]}""")
                                .body());

        assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void aSchemaBecomesAGrammar() throws Exception {
        assertThat(
                        post("""
                             {"messages": [{"role": "user", "content": "x"}],
                              "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema":
                                {"type": "object", "properties": {"text": {"type": "string"}}}}}}""")
                                .statusCode())
                .isEqualTo(200);
        assertThat(model.sampled.grammar().orElseThrow())
                .startsWith("root ::= \"{\" \"\\\"text\\\":\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json | 400 | invalid_json",
                "{} | 400 | invalid_value",
                "{\"messages\": [{\"role\": \"tool\", \"content\": \"x\"}]} | 400 | invalid_value",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"model\": \"gpt\"} | 404 | model_not_found",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"stream\": true} | 400 | unsupported_parameter",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"temperature\": 9} | 400 | invalid_value",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"max_tokens\": 0} | 400 | invalid_value",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}], \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"schema\": {\"type\": \"nonsense\"}}}} | 400 | unsupported_parameter",
            })
    void aWrongQuestionIsAnsweredWithItsFault(String body, int status, String code)
            throws Exception {
        HttpResponse<String> answer = post(body);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).at("/error/code").asText()).isEqualTo(code);
    }

    @Test
    void aConversationLongerThanTheContextIsRefused() throws Exception {
        HttpResponse<String> answer =
                post(
                        "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]}"
                                .formatted("word ".repeat(300)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("context_length_exceeded");
    }

    @Test
    void modelsAndHealthAreTold() throws Exception {
        for (String path : List.of("/v1/models", "/health")) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(uri(path)).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"tiny\"");
        }
    }

    @Test
    void anAnswerWhoseReaderHasGoneIsNotWrittenToItsEnd() throws Exception {
        model.endless = true;
        CompletableFuture<?> asking =
                http.sendAsync(
                        request("{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}"),
                        HttpResponse.BodyHandlers.ofString());
        while (model.sampled == null) {
            Thread.sleep(20);
        }

        asking.cancel(true);

        assertThat(model.ended.await(15, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @SuppressWarnings("unchecked")
    void moreQuestionsThanFitAreToldToWait() throws Exception {
        model.holding = true;
        String body = "{\"messages\": [{\"role\": \"user\", \"content\": \"x\"}]}";
        List<CompletableFuture<HttpResponse<String>>> all =
                java.util.stream.IntStream.range(0, 18)
                        .mapToObj(
                                i ->
                                        http.sendAsync(
                                                request(body),
                                                HttpResponse.BodyHandlers.ofString()))
                        .toList();

        HttpResponse<String> refused =
                (HttpResponse<String>)
                        CompletableFuture.anyOf(all.toArray(CompletableFuture[]::new)).get();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        model.release.countDown();
        assertThat(all).filteredOn(each -> each.join().statusCode() == 200).hasSize(17);
    }
}
