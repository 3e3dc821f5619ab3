package hilum.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The supervisor's HTTP interface, on loopback: {@code GET /status}, {@code POST /down}, and {@code
 * POST /start|stop|restart|kill/NAME}. Errors are problem details.
 */
final class ControlApi implements AutoCloseable {
    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final Supervisor supervisor;
    private final HttpServer server;

    ControlApi(Supervisor supervisor, int port) {
        this.supervisor = supervisor;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Port %d is taken: end what uses it, or choose others with --port-base"
                            .formatted(port),
                    e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
            boolean post = exchange.getRequestMethod().equals("POST");
            if (!post && path[0].equals("status")) {
                reply(exchange, 200, supervisor.status());
            } else if (post && path[0].equals("down")) {
                reply(exchange, 202, Map.of("stopping", true));
                supervisor.requestDown();
            } else if (post && path.length == 2) {
                act(exchange, path[0], path[1]);
            } else {
                problem(
                        exchange,
                        404,
                        "No such resource: GET /status, POST /down, POST /restart/NAME are there");
            }
        }
    }

    private void act(HttpExchange exchange, String verb, String name) throws IOException {
        Optional<Consumer<Keeper>> action =
                switch (verb) {
                    case "start" -> Optional.of(Keeper::start);
                    case "stop" -> Optional.of(Keeper::stop);
                    case "kill" -> Optional.of(Keeper::kill);
                    case "restart" ->
                            Optional.of(
                                    keeper -> {
                                        keeper.stop();
                                        keeper.start();
                                    });
                    default -> Optional.empty();
                };
        Optional<Keeper> keeper = supervisor.keeper(name);
        if (action.isEmpty()) {
            problem(
                    exchange,
                    404,
                    "No action %s: use start, stop, restart or kill".formatted(verb));
        } else if (keeper.isEmpty()) {
            problem(
                    exchange,
                    404,
                    "No process %s: use one of %s".formatted(name, supervisor.names()));
        } else {
            action.get().accept(keeper.get());
            reply(exchange, 200, keeper.get().status());
        }
    }

    private static void problem(HttpExchange exchange, int status, String detail)
            throws IOException {
        reply(exchange, status, Map.of("type", "about:blank", "status", status, "detail", detail));
    }

    private static void reply(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders()
                .set(
                        "Content-Type",
                        status < 400 ? "application/json" : "application/problem+json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
