package hilum.cli.send;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/**
 * One study, or one part of it, on its way to the intake.
 *
 * @param json as {@code POST /studies} takes it, with id and site, without images
 * @param images files that go with it
 */
public record Submission(ObjectNode json, List<Path> images) {
    public Submission {
        images = List.copyOf(images);
    }

    /** Accession as the source gives it. */
    public String id() {
        return json.path("id").asText();
    }

    /** Site that it is sent for. */
    public String site() {
        return json.path("site").asText();
    }

    /** The same for all parts of a study, which so keep their order. */
    int lane() {
        return (site() + "\n" + id()).hashCode();
    }
}
