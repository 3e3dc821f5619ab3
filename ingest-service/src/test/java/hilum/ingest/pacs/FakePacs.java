package hilum.ingest.pacs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;

/**
 * An Orthanc as far as the door sees one, on a port of loopback, that misbehaves as the test wants:
 * {@link #misbehave} is asked before each answer.
 */
public final class FakePacs implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What goes wrong with an answer. */
    public enum Fault {
        /** The answer's length is announced and half of it comes. */
        HALF,
        /** Half of it comes, and looks whole. */
        CUT,
        /** It never comes. */
        SILENCE,
        /** 500. */
        ERROR,
        /** 503. */
        UNAVAILABLE,
        /** 404. */
        MISSING,
        /** A page in place of an answer. */
        PAGE
    }

    /** Decides what goes wrong with the answer to a path. */
    @FunctionalInterface
    public interface Misbehaviour {
        Optional<Fault> with(String path);
    }

    /** An instance it holds. */
    private record Stored(InstanceKey key, ObjectNode header, byte[] picture) {}

    /** What was asked, path and query. */
    public final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    public volatile Misbehaviour misbehave = path -> Optional.empty();
    private final Map<String, Stored> instances = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, String> changes = new ConcurrentSkipListMap<>();
    private volatile long last;
    private HttpServer server;
    private final int port;

    public FakePacs() throws IOException {
        port = listen(0);
    }

    private int listen(int at) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", at), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        return server.getAddress().getPort();
    }

    public URI dicomWeb() {
        return URI.create("http://127.0.0.1:%d/dicom-web".formatted(port));
    }

    public URI orthanc() {
        return URI.create("http://127.0.0.1:%d/".formatted(port));
    }

    /** Switches it off. */
    public void stop() {
        server.stop(0);
    }

    /** Switches it on again, where it was. */
    public void startAgain() throws IOException {
        listen(port);
    }

    /** Puts an instance into it; its UIDs follow from the number. */
    public InstanceKey store(int number, Map<String, String> header, byte[] picture) {
        InstanceKey key =
                new InstanceKey("1.2." + number, "1.2." + number + ".1", "1.2." + number + ".1.1");
        return store(key, set(header), picture);
    }

    /** Puts an instance into it. */
    public synchronized InstanceKey store(InstanceKey key, ObjectNode header, byte[] picture) {
        put(header, Tag.STUDY_INSTANCE_UID.key(), "UI", key.study());
        put(header, Tag.SERIES_INSTANCE_UID.key(), "UI", key.series());
        put(header, Tag.SOP_INSTANCE_UID.key(), "UI", key.instance());
        String id = Integer.toHexString(key.instance().hashCode());
        instances.put(id, new Stored(key, header, picture));
        // Orthanc counts series, studies and patients too.
        changes.put(++last, "NewInstance " + id);
        changes.put(++last, "NewSeries " + id);
        return key;
    }

    /** Takes an instance out; its change stays. */
    public void remove(InstanceKey key) {
        instances.values().removeIf(stored -> stored.key().equals(key));
    }

    /** Begins to count its changes from the start again. */
    public void forgetChanges() {
        changes.clear();
        last = 0;
    }

    /** Forgets its changes and counts on. */
    public void clearChanges() {
        changes.clear();
    }

    /** A data set of plain values, by key; the value representation follows from the key. */
    public static ObjectNode set(Map<String, String> values) {
        ObjectNode set = JSON.createObjectNode();
        values.forEach(
                (key, value) ->
                        put(
                                set,
                                key,
                                switch (key) {
                                    case "00100010", "00080090", "00081050", "00081070" -> "PN";
                                    case "00080020", "00080023", "00100030" -> "DA";
                                    default -> "LO";
                                },
                                value));
        return set;
    }

    private static void put(ObjectNode set, String key, String vr, String value) {
        ObjectNode attribute = set.putObject(key).put("vr", vr);
        ArrayNode values = attribute.putArray("Value");
        for (String each : value.split("\\\\")) {
            if (vr.equals("PN")) {
                values.addObject().put("Alphabetic", each);
            } else {
                values.add(each);
            }
        }
    }

    private void answer(HttpExchange exchange) {
        String path = exchange.getRequestURI().toString();
        asked.add(path);
        try (exchange) {
            Optional<Fault> fault = misbehave.with(path);
            if (fault.isPresent()) {
                fail(exchange, fault.get(), answerTo(path));
            } else {
                send(exchange, answerTo(path));
            }
        } catch (IOException e) {
            // The client went away: that is what some tests are about.
        }
    }

    private static void send(HttpExchange exchange, Optional<byte[]> body) throws IOException {
        if (body.isEmpty()) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        exchange.sendResponseHeaders(200, body.get().length);
        exchange.getResponseBody().write(body.get());
    }

    private static void fail(HttpExchange exchange, Fault fault, Optional<byte[]> whole)
            throws IOException {
        byte[] body = whole.orElse(new byte[] {1, 2});
        byte[] half = Arrays.copyOf(body, body.length / 2);
        switch (fault) {
            case HALF -> {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(half);
                exchange.getResponseBody().flush();
            }
            case CUT -> send(exchange, Optional.of(half));
            case SILENCE -> {
                try {
                    Thread.sleep(5_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            case ERROR -> exchange.sendResponseHeaders(500, -1);
            case UNAVAILABLE -> exchange.sendResponseHeaders(503, -1);
            case MISSING -> exchange.sendResponseHeaders(404, -1);
            case PAGE ->
                    send(
                            exchange,
                            Optional.of("<html>Sign in</html>".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private Optional<byte[]> answerTo(String path) {
        if (path.startsWith("/changes")) {
            return Optional.of(bytes(changesAnswer(path)));
        }
        if (path.startsWith("/instances/")) {
            return Optional.ofNullable(instances.get(path.split("/")[2]))
                    .map(
                            stored ->
                                    bytes(
                                            JSON.createObjectNode()
                                                    .put("0020,000d", stored.key().study())
                                                    .put("0020,000e", stored.key().series())
                                                    .put("0008,0018", stored.key().instance())));
        }
        String below = path.substring("/dicom-web/".length());
        String[] parts = below.split("[/?]");
        if (below.contains("/metadata") || below.contains("/rendered")) {
            return instances.values().stream()
                    .filter(stored -> stored.key().instance().equals(parts[5]))
                    .findFirst()
                    .map(
                            stored ->
                                    below.contains("/rendered")
                                            ? stored.picture()
                                            : bytes(JSON.createArrayNode().add(stored.header())));
        }
        return Optional.of(bytes(search(below, parts)));
    }

    private JsonNode search(String below, String[] parts) {
        int offset =
                below.contains("offset=")
                        ? Integer.parseInt(below.replaceAll(".*offset=(\\d+).*", "$1"))
                        : 0;
        List<ObjectNode> found = new ArrayList<>();
        for (Stored stored : instances.values()) {
            boolean inStudy = parts.length < 3 || stored.key().study().equals(parts[1]);
            String modality = new Attributes(stored.header()).text(Tag.MODALITY).orElse("");
            if (inStudy
                    && (!below.contains("ModalitiesInStudy=")
                            || below.contains("ModalitiesInStudy=" + modality))) {
                found.add(stored.header());
            }
        }
        found.sort(java.util.Comparator.comparing(JsonNode::toString));
        ArrayNode page = JSON.createArrayNode();
        found.stream().skip(offset).limit(100).forEach(page::add);
        return page;
    }

    private JsonNode changesAnswer(String path) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode list = answer.putArray("Changes");
        if (path.contains("since=")) {
            long since = Long.parseLong(path.replaceAll(".*since=(\\d+).*", "$1"));
            changes.tailMap(since, false).entrySet().stream()
                    .limit(100)
                    .forEach(
                            change ->
                                    list.addObject()
                                            .put("ChangeType", change.getValue().split(" ")[0])
                                            .put("ID", change.getValue().split(" ")[1])
                                            .put("Seq", change.getKey()));
        }
        return answer.put("Last", last).put("Done", true);
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
