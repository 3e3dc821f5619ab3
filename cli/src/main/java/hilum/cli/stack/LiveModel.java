package hilum.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Output;
import hilum.local.Service;
import java.util.Optional;

/** Which model version answers searches. */
final class LiveModel {
    private LiveModel() {}

    /**
     * The version; empty while none serves or nobody answers. Asked of the health, which answers at
     * once even while the vector store is away.
     */
    static Optional<String> version(StackClient stack) {
        for (JsonNode check :
                stack.health(Service.EMBEDDING).orElseGet(Output.JSON::nullNode).path("checks")) {
            String version = check.path("data").path("version").asText();
            if (!version.isEmpty()) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }
}
