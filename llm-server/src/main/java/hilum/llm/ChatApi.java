package hilum.llm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hilum.llm.TextModel.Completion;
import hilum.llm.TextModel.Message;
import hilum.llm.TextModel.Sampling;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * The OpenAI-compatible interface of one local model, on loopback: {@code POST
 * /v1/chat/completions}, {@code GET /v1/models}, {@code GET /health}. Whole answers only. More
 * questions than fit wait in a short queue; what does not fit there is answered 429. An answer
 * begins with blanks while the model works, so that one whose reader has gone is not written to its
 * end.
 */
final class ChatApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_REQUEST = 1 << 20;
    private static final int QUEUED_A_PLACE = 16;
    private static final int DEFAULT_TOKENS = 512;
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    private final ServerOptions options;
    private final TextModel model;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Semaphore places;
    private final Semaphore queue;

    ChatApi(ServerOptions options, TextModel model) throws IOException {
        this.options = options;
        this.model = model;
        places = new Semaphore(options.parallel(), true);
        queue = new Semaphore(options.parallel() * (QUEUED_A_PLACE + 1));
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()),
                        64);
        server.setExecutor(threads);
        server.createContext("/", exchange -> handle(exchange, this::route));
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What is wrong with a question, as the interface's error object says it. */
    private static final class Problem extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int status;
        private final String code;

        Problem(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    private interface Handler {
        /** The body of the answer; null where it has been sent. */
        Object answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private static void handle(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            try {
                Object body = handler.answer(exchange);
                if (body != null) {
                    respond(exchange, 200, body);
                }
            } catch (Problem e) {
                if (e.status == 429) {
                    exchange.getResponseHeaders().set("Retry-After", "2");
                }
                respond(exchange, e.status, error(e.code, e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                respond(exchange, 503, error("stopping", "the server stops"));
            } catch (RuntimeException e) {
                respond(exchange, 500, error("internal", e.getClass().getSimpleName()));
            }
        }
    }

    private static Map<String, Object> error(String code, String message) {
        return Map.of(
                "error", Map.of("message", message, "type", "invalid_request_error", "code", code));
    }

    private static void respond(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private Object route(HttpExchange exchange) throws IOException, InterruptedException {
        String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        return switch (call) {
            case "POST /v1/chat/completions" -> {
                complete(read(exchange), exchange);
                yield null;
            }
            case "GET /v1/models" ->
                    Map.of(
                            "object",
                            "list",
                            "data",
                            List.of(
                                    Map.of(
                                            "id",
                                            options.model(),
                                            "object",
                                            "model",
                                            "created",
                                            0,
                                            "owned_by",
                                            "local")));
            case "GET /health" -> Map.of("status", "ok", "model", options.model());
            default -> throw new Problem(404, "not_found", "there is no %s here".formatted(call));
        };
    }

    private static JsonNode read(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_REQUEST + 1);
        if (body.length > LARGEST_REQUEST) {
            throw new Problem(
                    413, "too_large", "a request has at most %d bytes".formatted(LARGEST_REQUEST));
        }
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Problem(400, "invalid_json", "the request is no JSON");
        }
    }

    private void complete(JsonNode request, HttpExchange exchange)
            throws IOException, InterruptedException {
        if (request.path("stream").asBoolean()) {
            throw new Problem(400, "unsupported_parameter", "stream: answers come whole here");
        }
        if (request.path("n").asInt(1) != 1) {
            throw new Problem(400, "unsupported_parameter", "n: one answer a question");
        }
        String asked = request.path("model").asText(options.model());
        if (!asked.equals(options.model())) {
            throw new Problem(
                    404,
                    "model_not_found",
                    "model %s is not served here, %s is".formatted(quoted(asked), options.model()));
        }
        String prompt = model.prompt(messages(request));
        int promptTokens = model.tokens(prompt);
        int room = options.context() - promptTokens - 1;
        int wanted =
                request.path("max_completion_tokens")
                        .asInt(request.path("max_tokens").asInt(DEFAULT_TOKENS));
        if (wanted < 1) {
            throw new Problem(400, "invalid_value", "max_tokens: name at least 1");
        }
        if (room < 1) {
            throw new Problem(
                    400,
                    "context_length_exceeded",
                    "the conversation has %d tokens and the context %d: shorten it, or serve the model with a larger --context"
                            .formatted(promptTokens, options.context()));
        }
        Sampling sampling =
                new Sampling(
                        (float) number(request, "temperature", 0.8, 0, 2),
                        (float) number(request, "top_p", 0.95, 0, 1),
                        request.path("seed").asInt(0),
                        Math.min(wanted, room),
                        grammar(request.path("response_format")));
        inTurn(prompt, sampling, promptTokens, exchange);
    }

    private void inTurn(String prompt, Sampling sampling, int promptTokens, HttpExchange exchange)
            throws IOException, InterruptedException {
        if (!queue.tryAcquire()) {
            throw new Problem(429, "rate_limit_exceeded", "too many questions wait: ask later");
        }
        try {
            places.acquire();
            try {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, 0);
                Reader reader = new Reader(exchange.getResponseBody());
                Completion completion = model.complete(prompt, sampling, reader::isThere);
                reader.send(JSON.writeValueAsBytes(answer(promptTokens, completion)));
            } catch (RuntimeException e) {
                // The head has gone out: only a connection that breaks off still says so.
                throw new IOException("The model failed: " + e.getClass().getSimpleName(), e);
            } finally {
                places.release();
            }
        } finally {
            queue.release();
        }
    }

    /** Who waits for an answer: sent a blank every now and then, to see whether it still does. */
    private static final class Reader {
        private static final long INTERVAL = 2_000_000_000L;

        private final OutputStream out;
        private long next = System.nanoTime() + INTERVAL;

        Reader(OutputStream out) {
            this.out = out;
        }

        boolean isThere() {
            if (System.nanoTime() < next) {
                return true;
            }
            next = System.nanoTime() + INTERVAL;
            try {
                out.write(' ');
                out.flush();
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        void send(byte[] body) throws IOException {
            out.write(body);
            out.close();
        }
    }

    private Map<String, Object> answer(int promptTokens, Completion completion) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", "chatcmpl-" + UUID.randomUUID());
        answer.put("object", "chat.completion");
        answer.put("created", Instant.now().getEpochSecond());
        answer.put("model", options.model());
        answer.put(
                "choices",
                List.of(
                        Map.of(
                                "index",
                                0,
                                "finish_reason",
                                completion.whole() ? "stop" : "length",
                                "message",
                                Map.of("role", "assistant", "content", completion.text()))));
        answer.put(
                "usage",
                Map.of(
                        "prompt_tokens",
                        promptTokens,
                        "completion_tokens",
                        completion.tokens(),
                        "total_tokens",
                        promptTokens + completion.tokens()));
        return answer;
    }

    private static List<Message> messages(JsonNode request) {
        List<Message> messages = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            String role = message.path("role").asText();
            if (!ROLES.contains(role)) {
                throw new Problem(
                        400,
                        "invalid_value",
                        "role %s: name one of %s".formatted(quoted(role), ROLES));
            }
            messages.add(new Message(role, content(message.path("content"))));
        }
        if (messages.stream().noneMatch(message -> message.role().equals("user"))) {
            throw new Problem(400, "invalid_value", "messages: at least one of a user");
        }
        return messages;
    }

    private static String content(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text")) {
                throw new Problem(400, "invalid_value", "content: this model reads text alone");
            }
            text.append(part.path("text").asText());
        }
        return text.toString();
    }

    private static Optional<String> grammar(JsonNode format) {
        return switch (format.path("type").asText("text")) {
            case "text" -> Optional.empty();
            case "json_schema" -> {
                try {
                    yield Optional.of(JsonGrammar.of(format.path("json_schema").path("schema")));
                } catch (IllegalArgumentException e) {
                    throw new Problem(400, "unsupported_parameter", e.getMessage());
                }
            }
            default ->
                    throw new Problem(
                            400, "unsupported_parameter", "response_format: text or json_schema");
        };
    }

    private static double number(
            JsonNode request, String name, double standard, double least, double most) {
        JsonNode value = request.path(name);
        double number = value.isNumber() ? value.doubleValue() : standard;
        if (!(number >= least && number <= most)) {
            throw new Problem(
                    400,
                    "invalid_value",
                    "%s: name a number from %s to %s".formatted(name, least, most));
        }
        return number;
    }

    private static String quoted(String text) {
        return "\"%s\"".formatted(text.length() > 80 ? text.substring(0, 80) + "…" : text);
    }

    @Override
    public void close() {
        server.stop(1);
        threads.shutdownNow();
    }
}
