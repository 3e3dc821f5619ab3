package hilum.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What came from whom since ingest-service started, and what waits for its other half. */
final class Senders {
    private static final List<String> ACCOUNT =
            List.of(
                    "sender",
                    "door",
                    "received",
                    "accepted",
                    "repeated",
                    "held",
                    "passed over",
                    "refused",
                    "last");
    private static final List<String> WAITING =
            List.of("site", "waiting", "oldest", "left without report", "left without images");

    private Senders() {}

    static String text(JsonNode account, Instant now) {
        return table(
                        ACCOUNT,
                        account.path("senders"),
                        row ->
                                List.of(
                                        row.path("site").asText(),
                                        row.path("door").asText(),
                                        row.path("received").asText(),
                                        row.path("accepted").asText(),
                                        row.path("repeated").asText(),
                                        row.path("held").asText(),
                                        reasons(row.path("passedOver")),
                                        reasons(row.path("refused")),
                                        ago(row.path("lastReceivedAt"), now)))
                + table(
                        WAITING,
                        account.path("waiting"),
                        row ->
                                List.of(
                                        row.path("site").asText(),
                                        row.path("studies").asText(),
                                        row.path("studies").asLong() == 0
                                                ? "-"
                                                : time(row.path("oldestSeconds").asLong()),
                                        row.path("leftWithoutReport").asText(),
                                        row.path("leftWithoutImages").asText()));
    }

    /** Makes a table's row of a line of the account. */
    private interface Row {
        List<String> of(JsonNode line);
    }

    private static String table(List<String> head, JsonNode lines, Row row) {
        if (lines.isEmpty()) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(head);
        lines.forEach(line -> rows.add(row.of(line)));
        return "\n\n" + Output.table(rows);
    }

    /** {@code 3 (data-type 1, unavailable 2)}. */
    private static String reasons(JsonNode counts) {
        long all = counts.properties().stream().mapToLong(each -> each.getValue().asLong()).sum();
        return all == 0
                ? "0"
                : counts.properties().stream()
                        .map(each -> each.getKey() + " " + each.getValue().asText())
                        .collect(Collectors.joining(", ", all + " (", ")"));
    }

    private static String ago(JsonNode at, Instant now) {
        return at.isTextual()
                ? time(Math.max(0, Duration.between(Instant.parse(at.asText()), now).toSeconds()))
                        + " ago"
                : "-";
    }

    private static String time(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min";
        }
        return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " days";
    }
}
