package hilum.synthetic;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * Writes synthetic studies as a folder: {@code reports.jsonl} to be sent, {@code images/} beside
 * it, {@code truth.jsonl} to check against, and a {@code README.txt} that says that none of it is
 * real. An addendum is a later line of {@code reports.jsonl}, as it would arrive.
 */
public final class StudyFolder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STUDIES_UNTIL_ADDENDUM = 12;
    private static final String README =
            """
            SYNTHETIC DATA. Every report and every image in this folder was made up by a program.
            No patient was examined. Nothing here may be used to judge how well a model reads real radiographs.

            reports.jsonl  one study per line; a line with "addendum" amends an earlier study of the same id
            images/        frontal phantom radiographs, 8-bit greyscale PNG, the patient's right on the image's left
            truth.jsonl    the findings that report and image were made from
            """;

    private StudyFolder() {}

    /**
     * Consumes the stream and writes it.
     *
     * @param folder is made if missing; files of an earlier run are overwritten
     * @return how many studies were written
     */
    public static int write(Path folder, Stream<SyntheticStudy> studies) throws IOException {
        Files.createDirectories(folder.resolve("images"));
        Files.writeString(folder.resolve("README.txt"), README);
        int written = 0;
        Queue<Addendum> pending = new ArrayDeque<>();
        try (BufferedWriter reports = Files.newBufferedWriter(folder.resolve("reports.jsonl"));
                BufferedWriter truths = Files.newBufferedWriter(folder.resolve("truth.jsonl"))) {
            for (Iterator<SyntheticStudy> each = studies.iterator(); each.hasNext(); ) {
                SyntheticStudy study = each.next();
                if (study.image().isPresent()) {
                    Files.write(folder.resolve(imagePath(study)), study.image().get().png());
                }
                line(reports, report(study));
                line(truths, truth(study));
                int due = ++written + STUDIES_UNTIL_ADDENDUM;
                study.addendum().ifPresent(text -> pending.add(new Addendum(study, text, due)));
                while (!pending.isEmpty() && pending.peek().due <= written) {
                    line(reports, pending.remove().json());
                }
            }
            for (Addendum addendum : pending) {
                line(reports, addendum.json());
            }
        }
        return written;
    }

    /** The fields of a report line; its {@code images} are paths relative to the folder. */
    public static ObjectNode report(SyntheticStudy study) {
        ObjectNode json = JSON.createObjectNode().put("id", study.id()).put("site", study.site());
        study.indication().ifPresent(text -> json.put("indication", text));
        study.comparison().ifPresent(text -> json.put("comparison", text));
        study.technique().ifPresent(text -> json.put("technique", text));
        study.findings().ifPresent(text -> json.put("findings", text));
        study.impression().ifPresent(text -> json.put("impression", text));
        json.put("dayOffset", study.dayOffset());
        if (study.image().isPresent()) {
            json.putArray("images").add(imagePath(study));
        }
        return json;
    }

    private static String imagePath(SyntheticStudy study) {
        return "images/" + study.id() + ".png";
    }

    private static ObjectNode truth(SyntheticStudy study) {
        ObjectNode json =
                JSON.createObjectNode()
                        .put("id", study.id())
                        .put("site", study.site())
                        .put("patient", study.patient())
                        .put("synthetic", true)
                        .put("normal", study.truth().normal());
        ArrayNode findings = json.putArray("findings");
        for (Finding finding : study.truth().findings()) {
            ObjectNode node = findings.addObject().put("kind", lower(finding.kind()));
            finding.side().ifPresent(side -> node.put("side", lower(side)));
            finding.zone().ifPresent(zone -> node.put("zone", lower(zone)));
            finding.severity().ifPresent(severity -> node.put("severity", lower(severity)));
            finding.change().ifPresent(change -> node.put("change", lower(change)));
        }
        ArrayNode devices = json.putArray("devices");
        for (Device device : study.truth().devices()) {
            ObjectNode node = devices.addObject().put("kind", lower(device.kind()));
            device.side().ifPresent(side -> node.put("side", lower(side)));
        }
        return json;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void line(BufferedWriter out, ObjectNode json) throws IOException {
        out.write(JSON.writeValueAsString(json));
        out.write('\n');
    }

    private record Addendum(SyntheticStudy study, String text, int due) {
        ObjectNode json() {
            return JSON.createObjectNode()
                    .put("id", study.id())
                    .put("site", study.site())
                    .put("addendum", text);
        }
    }
}
