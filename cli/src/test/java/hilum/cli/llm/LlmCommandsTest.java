package hilum.cli.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hilum.cli.Hilum;
import hilum.cli.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a language model, against a real HTTP server in its place. */
@Timeout(60)
class LlmCommandsTest {
    private static final String REPORT =
            "{\"id\": \"a\", \"findings\": \"Small left pleural effusion. No pneumothorax.\"}\n";
    private static final String FAITHFUL =
            "There is a small left pleural effusion. There is no pneumothorax.";

    @TempDir Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private String rootBefore;

    @BeforeEach
    void serve() throws IOException {
        rootBefore = System.getProperty("hilum.root");
        System.setProperty("hilum.root", folder.toString());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 20);
        server.createContext(
                "/v1/models",
                exchange -> answer(exchange, Map.of("data", List.of(Map.of("id", "scripted")))));
        server.createContext("/v1/chat/completions", this::complete);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        if (rootBefore == null) {
            System.clearProperty("hilum.root");
        } else {
            System.setProperty("hilum.root", rootBefore);
        }
    }

    private void complete(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        answer(
                exchange,
                Map.of(
                        "choices",
                        List.of(
                                Map.of(
                                        "index",
                                        0,
                                        "finish_reason",
                                        "stop",
                                        "message",
                                        Map.of(
                                                "role",
                                                "assistant",
                                                "content",
                                                Output.json(Map.of("text", FAITHFUL)))))));
    }

    private static void answer(HttpExchange exchange, Object body) throws IOException {
        byte[] bytes = Output.json(body).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private String url() {
        return "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
    }

    private record Run(int code, List<JsonNode> lines, String told) {}

    private Run run(String... words) throws Exception {
        Path file = Files.writeString(folder.resolve("reports.jsonl"), REPORT);
        List<String> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.add(word.equals("FILE") ? file.toString() : word);
        }
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        int code;
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
            code = Hilum.execute(arguments.toArray(String[]::new));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        List<JsonNode> lines = new ArrayList<>();
        for (String line : printed.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(Output.JSON.readTree(line));
        }
        return new Run(code, lines, told.toString(StandardCharsets.UTF_8));
    }

    @Test
    void variantsComeFromTheModelAndItIsAskedOnceForTwoRuns() throws Exception {
        String[] words = {"variants", "--llm-url", url(), "--kind", "SIMILAR", "FILE"};
        Run first = run(words);
        Run second = run(words);

        assertThat(first.code()).as(first.told()).isZero();
        assertThat(first.lines())
                .anySatisfy(
                        line -> {
                            assertThat(line.path("generator").asText())
                                    .contains("llm/similar-1 model=scripted");
                            assertThat(line.path("verdict").asText()).isEqualTo("accepted");
                            assertThat(line.path("text").asText()).isEqualTo(FAITHFUL);
                        });
        assertThat(second.lines()).isEqualTo(first.lines());
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void theBenchCountsWhatPasses() throws Exception {
        Run run =
                run(
                        "bench",
                        "llm",
                        "--llm-url",
                        url(),
                        "--data",
                        "FILE",
                        "--kind",
                        "SIMILAR",
                        "--json");

        assertThat(run.code()).as(run.told()).isZero();
        JsonNode similar = run.lines().getFirst().path("kinds").path(0);
        assertThat(similar.path("asked").asInt()).isEqualTo(1);
        assertThat(similar.path("atOnce").asInt()).isEqualTo(1);
    }

    @Test
    void anEndpointThatIsAwayIsTold() throws Exception {
        server.stop(0);

        Run run = run("variants", "--llm-url", url(), "--llm-model", "scripted", "FILE");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.told()).contains("takes no connection", "run the command again");
    }

    @Test
    void aWrongAddressAndAModelWithoutOneAreWrongUsage() throws Exception {
        assertThat(run("variants", "--llm-url", "ftp://x/v1", "FILE").code()).isEqualTo(2);
        assertThat(run("variants", "--llm-url", "http://me:key@x/v1", "FILE").told())
                .doesNotContain("key@");
        assertThat(run("variants", "--llm-model", "x", "FILE").code()).isEqualTo(2);
    }

    @Test
    void aFileThatIsNoModelIsTold() throws Exception {
        Run run = run("llm", "serve", "--gguf", "FILE");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.told()).contains("no GGUF file");
    }
}
