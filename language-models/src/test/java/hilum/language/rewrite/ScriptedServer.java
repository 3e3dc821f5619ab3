package hilum.language.rewrite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server in place of an endpoint, which does what a test tells it. */
final class ScriptedServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One request: what was asked, and how it is answered. */
    interface Script {
        void answer(Call call) throws Exception;
    }

    /** A request under way. */
    record Call(int number, JsonNode request, HttpExchange exchange) {
        /** What the model is shown last. */
        String lastMessage() {
            JsonNode messages = request.path("messages");
            return messages.path(messages.size() - 1).path("content").asText();
        }

        /** Answers as a model would. */
        void say(String content) {
            respond(200, completion(content, "stop"), Map.of());
        }

        /** Answers as a model would that obeys the schema. */
        void write(String text) {
            say(json(Map.of("text", text)));
        }

        void respond(int status, String body, Map<String, String> headers) {
            try {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                headers.forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile Script script;

    ScriptedServer(Script script) {
        this(script, plain());
    }

    ScriptedServer(Script script, HttpServer server) {
        this.script = script;
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::handle);
        server.start();
    }

    private static HttpServer plain() {
        try {
            return HttpServer.create(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            requests.add(request);
            authorizations.add(
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            script.answer(new Call(requests.size(), request, exchange));
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    void then(Script next) {
        script = next;
    }

    URI url() {
        return URI.create("http://127.0.0.1:%d/v1".formatted(port()));
    }

    int port() {
        return server.getAddress().getPort();
    }

    int asked() {
        return requests.size();
    }

    List<JsonNode> requests() {
        return requests;
    }

    List<String> authorizations() {
        return authorizations;
    }

    static String completion(String content, String finish) {
        return """
                {"id": "1", "object": "chat.completion", "created": 1, "model": "scripted",
                 "choices": [{"index": 0, "finish_reason": "%s",
                              "message": {"role": "assistant", "content": %s}}],
                 "usage": {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}}"""
                .formatted(finish, json(content));
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
