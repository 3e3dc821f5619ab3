package hilum.ingest.fhir.poll;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A FHIR server that can only be read, in one process with the test: sorts, filters and pages as
 * asked, and misbehaves as it is told.
 */
final class ReadableServer implements AutoCloseable {
    /** What it does instead of answering; one for each request, in order. */
    enum Fault {
        NONE,
        ERROR_500,
        BUSY_429,
        HALF_A_PAGE,
        HANGS,
        NO_JSON,
        GONE
    }

    private record Held(String id, Instant changed, String json) {}

    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> tokens = new CopyOnWriteArrayList<>();
    final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    volatile boolean ordered = true;
    volatile String foreignNext;

    private final List<Held> held = new CopyOnWriteArrayList<>();
    private final HttpServer http;

    ReadableServer() throws IOException {
        this(0);
    }

    ReadableServer(int port) throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        http.createContext("/r4/", this::answer);
        http.setExecutor(Executors.newCachedThreadPool());
        http.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/r4");
    }

    int port() {
        return http.getAddress().getPort();
    }

    void put(String id, String changed) {
        put(
                id,
                changed,
                """
                {"resourceType": "DiagnosticReport", "id": "%s", "meta": {"lastUpdated": "%s"}}"""
                        .formatted(id, changed));
    }

    void put(String id, String changed, String json) {
        held.removeIf(each -> each.id().equals(id));
        held.add(new Held(id, Instant.parse(changed), json));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        asked.add(exchange.getRequestURI().getPath() + "?" + query);
        tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Fault fault = faults.isEmpty() ? Fault.NONE : faults.remove();
        byte[] page = page(query).getBytes(StandardCharsets.UTF_8);
        switch (fault) {
            case NONE -> send(exchange, 200, page);
            case ERROR_500 -> send(exchange, 500, new byte[0]);
            case GONE -> send(exchange, 410, new byte[0]);
            case BUSY_429 -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                send(exchange, 429, new byte[0]);
            }
            case NO_JSON -> send(exchange, 200, "<html>maintenance</html>".getBytes());
            case HALF_A_PAGE -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(page, 0, page.length / 2);
                exchange.close();
            }
            case HANGS -> {
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page, 0, page.length / 2);
                exchange.getResponseBody().flush();
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/fhir+json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private String page(String query) {
        List<String> parameters =
                List.of(URLDecoder.decode(query, StandardCharsets.UTF_8).split("&"));
        int count = Integer.parseInt(value(parameters, "_count", "100"));
        int offset = Integer.parseInt(value(parameters, "_offset", "0"));
        Instant since =
                Instant.parse(
                        value(parameters, "_lastUpdated", "ge1900-01-01T00:00:00Z").substring(2));
        List<Held> found = new ArrayList<>();
        held.stream().filter(each -> !each.changed().isBefore(since)).forEach(found::add);
        if (ordered) {
            found.sort(Comparator.comparing(Held::changed));
        }
        String entries =
                found.stream()
                        .skip(offset)
                        .limit(count)
                        .map(
                                each ->
                                        "{\"fullUrl\": \"%s/DiagnosticReport/%s\", \"resource\": %s, \"search\": {\"mode\": \"match\"}}"
                                                .formatted(base(), each.id(), each.json()))
                        .collect(Collectors.joining(","));
        String asked = base() + "/DiagnosticReport?" + query.replaceAll("&_offset=\\d+", "");
        String next =
                foreignNext != null
                        ? foreignNext
                        : found.size() > offset + count
                                ? asked + "&_offset=" + (offset + count)
                                : null;
        return "{\"resourceType\": \"Bundle\", \"type\": \"searchset\", \"link\": [%s%s], \"entry\": [%s]}"
                .formatted(
                        "{\"relation\": \"self\", \"url\": \"%s\"}"
                                .formatted(ordered ? asked : base() + "/DiagnosticReport"),
                        next == null
                                ? ""
                                : ",{\"relation\": \"next\", \"url\": \"%s\"}".formatted(next),
                        entries);
    }

    private static String value(List<String> parameters, String name, String otherwise) {
        return parameters.stream()
                .filter(each -> each.startsWith(name + "="))
                .map(each -> each.substring(name.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
