package hilum.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.local.Service;
import java.util.Optional;

/**
 * Which model version serves: of those promoted, the one whose collection the alias was switched to
 * last.
 */
public final class LiveModel {
    private LiveModel() {}

    /** The version that serves; empty while none does. */
    public static Optional<String> version(StackClient stack) {
        String version = null;
        String latest = "";
        JsonNode models = stack.get(Service.EVAL, "/models");
        for (JsonNode model : models) {
            String since = model.path("servingSince").asText("");
            if (model.path("state").asText().equalsIgnoreCase("promoted")
                    && !since.isEmpty()
                    && since.compareTo(latest) > 0) {
                latest = since;
                version = model.path("version").asText();
            }
        }
        return Optional.ofNullable(version);
    }
}
