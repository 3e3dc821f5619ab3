package hilum.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real library with a real small model, in its own process. */
@Timeout(120)
class LocalLlmTest {
    private static final Path GGUF =
            Path.of("../../shared/models/SmolLM2-135M-Instruct.Q4_1.gguf").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMA =
            """
            , "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema":
              {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}}}""";

    @TempDir Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> told = new CopyOnWriteArrayList<>();

    private static ServerOptions options(Path gguf) throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return new ServerOptions(
                    gguf, free.getLocalPort(), 1, 1024, 2, false, OptionalLong.empty());
        }
    }

    private JsonNode ask(URI url, String question, String further) throws Exception {
        HttpResponse<String> answer =
                http.send(
                        HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                """
                                                {"temperature": 0, "seed": 1, "max_tokens": 24,
                                                 "messages": [{"role": "user", "content": "%s"}]%s}"""
                                                        .formatted(question, further)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static void assumeModel() {
        assumeTrue(
                Files.exists(GGUF), "SmolLM2-135M-Instruct.Q4_1.gguf is not beside the checkout");
    }

    private Thread serve(LocalLlm llm) {
        return Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                llm.serve();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    private long pid() {
        String line = told.stream().filter(each -> each.contains("answers on")).toList().getLast();
        return Long.parseLong(line.replaceAll(".*process (\\d+).*", "$1"));
    }

    private void awaitAnswering(int times) {
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                told.stream().filter(line -> line.contains("answers on")).count()
                                        == times);
    }

    @Test
    void itAnswersKeepsToASchemaAndComesBackAfterAnAbort() throws Exception {
        assumeModel();
        try (LocalLlm llm = new LocalLlm(options(GGUF), told::add)) {
            Thread serving = serve(llm);
            awaitAnswering(1);

            assertThat(ask(llm.url(), "Say hello.", "").at("/choices/0/message/content").asText())
                    .isNotBlank();
            JsonNode answer = ask(llm.url(), "Say yes as JSON.", SCHEMA);
            String content = answer.at("/choices/0/message/content").asText();
            assertThat(content).startsWith("{\"text\":");
            if (answer.at("/choices/0/finish_reason").asText().equals("stop")) {
                assertThat(JSON.readTree(content).path("text").isTextual()).isTrue();
            }

            new ProcessBuilder("kill", "-ABRT", Long.toString(pid())).start().waitFor();
            awaitAnswering(2);
            assertThat(told).anyMatch(line -> line.contains("starts again"));
            ask(llm.url(), "Say hello.", "");

            long last = pid();
            llm.close();
            serving.join();
            assertThat(ProcessHandle.of(last).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void aModelThatCannotBeLoadedIsToldAndNotTriedForEver() throws Exception {
        assumeModel();
        byte[] whole = Files.readAllBytes(GGUF);
        Path torn = Files.write(folder.resolve("torn.gguf"), java.util.Arrays.copyOf(whole, 4096));
        try (LocalLlm llm = new LocalLlm(options(torn), told::add)) {
            assertThatThrownBy(llm::serve)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Model torn");
        }
    }
}
