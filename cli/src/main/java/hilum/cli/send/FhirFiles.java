package hilum.cli.send;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import hilum.cli.Failure;
import hilum.cli.Lines;
import hilum.cli.Output;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files of FHIR resources, told from others by what is in them, and the requests they make. */
final class FhirFiles {
    private static final List<String> ENDINGS = List.of(".json", ".ndjson", ".jsonl");
    private static final Pattern REFERENCE =
            Pattern.compile("\"reference\"\\s*:\\s*\"(?:[^\"]*/)?([A-Z][A-Za-z]+/[^\"/]+)\"");

    private FhirFiles() {}

    /**
     * What is sent in one request.
     *
     * @param lines whether the body is NDJSON, of which the last line is the report
     */
    record Request(byte[] body, boolean lines) {}

    /** The FHIR files that a path is or holds, by name; empty where it is of another kind. */
    static List<Path> in(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return isFhir(path) ? List.of(path) : List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.sorted().toList()) {
                if (isFhir(file)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    private static boolean isFhir(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (!Files.isRegularFile(file) || ENDINGS.stream().noneMatch(name::endsWith)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = Output.JSON.getFactory().createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                if (parser.currentName().equals("resourceType")) {
                    return true;
                }
                parser.nextToken();
                parser.skipChildren();
            }
            return false;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return false;
        }
    }

    /** The requests of a file: a resource is one; of many lines each report is one. */
    static List<Request> requests(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean whole = file.getFileName().toString().endsWith(".json");
        if (!whole) {
            try (Lines in = Lines.open(file)) {
                for (Optional<String> line = in.next(); line.isPresent(); line = in.next()) {
                    lines.add(line.get());
                }
            }
        }
        return whole ? List.of(new Request(Files.readAllBytes(file), false)) : requests(lines);
    }

    /** Each report with the lines that it leads to, as far as two references. */
    static List<Request> requests(List<String> lines) {
        Map<String, String> others = new HashMap<>();
        List<String> reports = new ArrayList<>();
        for (String line : lines) {
            String name = name(line);
            if (name.startsWith("DiagnosticReport/")) {
                reports.add(line);
            } else {
                others.put(name, line);
            }
        }
        return reports.stream().map(report -> request(report, others)).toList();
    }

    private static Request request(String report, Map<String, String> others) {
        Set<String> near = around(report, others);
        Set<String> body = new LinkedHashSet<>(near);
        near.forEach(line -> body.addAll(around(line, others)));
        body.remove(report);
        String text = String.join("\n", body) + (body.isEmpty() ? "" : "\n") + report + "\n";
        return new Request(text.getBytes(StandardCharsets.UTF_8), true);
    }

    private static Set<String> around(String line, Map<String, String> others) {
        Set<String> found = new LinkedHashSet<>();
        REFERENCE
                .matcher(line)
                .results()
                .map((MatchResult match) -> others.get(match.group(1)))
                .filter(other -> other != null)
                .forEach(found::add);
        return found;
    }

    /** Type and id of a line; the intake says what is wrong with one that has none. */
    private static String name(String line) {
        try {
            var resource = Output.JSON.readTree(line);
            String type = resource.path("resourceType").asText();
            return (type.isEmpty() ? "DiagnosticReport" : type)
                    + "/"
                    + resource.path("id").asText();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return "DiagnosticReport/";
        }
    }

    /** All requests of some files. */
    static List<Request> requests(Iterable<Path> files) throws IOException {
        List<Request> all = new ArrayList<>();
        for (Path file : files) {
            all.addAll(requests(file));
        }
        if (all.isEmpty()) {
            throw Failure.usage(
                    "The files hold resources and no DiagnosticReport: name the file that has the reports as well");
        }
        return all;
    }
}
