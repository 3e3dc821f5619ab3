package hilum.cli.erase;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An erasure's status as a person reads it: a row for each stage, and what to know beside. */
final class ErasureText {
    private ErasureText() {}

    static String of(String study, JsonNode status) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("stage", "removed", "at"));
        Set<String> versions = new TreeSet<>();
        List<String> remains = new ArrayList<>();
        boolean any = false;
        for (JsonNode receipt : status.path("receipts")) {
            String removed =
                    receipt.path("removed").properties().stream()
                            .map(each -> each.getValue().asText() + " " + each.getKey())
                            .collect(Collectors.joining(", "));
            any |= heldSomething(receipt);
            rows.add(
                    List.of(
                            receipt.path("stage").asText(),
                            removed.isEmpty() ? "nothing" : removed,
                            receipt.path("erasedAt").asText()));
            receipt.path("trainedVersions").forEach(each -> versions.add(each.asText()));
            receipt.path("remains").forEach(each -> remains.add(each.asText()));
        }
        status.path("missing").forEach(each -> rows.add(List.of(each.asText(), "no receipt", "")));
        StringBuilder text = new StringBuilder(Output.table(rows)).append('\n');
        if (!versions.isEmpty()) {
            text.append("It went into the weights of: ")
                    .append(String.join(", ", versions))
                    .append('\n');
        }
        // What nobody held stays nowhere.
        (any ? remains : List.<String>of())
                .forEach(line -> text.append("Stays for a while: ").append(line).append('\n'));
        if (!status.path("complete").asBoolean()) {
            text.append(
                    "Study %s: no receipt yet of %s. They answer when they are back (the trainer when its round is over): look with GET /erasures/%s"
                            .formatted(study, missing(status), study));
        } else if (!any) {
            text.append(
                    "Study %s: no stage held anything of it. Was it sent under this site and accession?"
                            .formatted(study));
        } else {
            text.append("Study %s is erased: every stage has answered".formatted(study));
        }
        return text.toString();
    }

    /** The ids of variants are deleted whether there were any; they tell nothing. */
    private static boolean heldSomething(JsonNode receipt) {
        return receipt.path("removed").properties().stream()
                .anyMatch(each -> !each.getKey().equals("variant ids"));
    }

    /** The stages without receipt, in words. */
    static String missing(JsonNode status) {
        List<String> names = new ArrayList<>();
        status.path("missing").forEach(each -> names.add(each.asText()));
        return String.join(", ", names);
    }
}
