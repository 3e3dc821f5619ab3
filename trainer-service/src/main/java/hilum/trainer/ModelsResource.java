package hilum.trainer;

import hilum.encoders.model.ModelFolder;
import hilum.schemas.Model;
import hilum.schemas.ModelState;
import hilum.transport.http.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Model versions that no round made: one that lies in the artifact store becomes a candidate, and
 * is measured and decided about like any other.
 */
@Path("/models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
    private static final Pattern VERSION = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private final TrainerService service;

    ModelsResource(TrainerService service) {
        this.service = service;
    }

    /**
     * A model version in the artifact store.
     *
     * @param version name of its folder under {@code models/}
     */
    public record Imported(String version) {}

    /** What it is now. */
    public record Announced(String version, String state) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Announce a version of the artifact store as a candidate")
    public Response announce(Imported imported) throws InterruptedException {
        String version = imported == null ? null : imported.version();
        if (version == null || !VERSION.matcher(version).matches()) {
            throw refused(422, "Unusable version", "version is %s: name a model version", version);
        }
        if (service.trainer().standing().versions().contains(version)) {
            throw refused(
                    409,
                    "Version is known",
                    "%s has been announced before: import the folder under another version",
                    version);
        }
        java.nio.file.Path folder = service.store().path("models/" + version);
        if (!Files.isDirectory(folder)) {
            throw refused(
                    404,
                    "No such folder",
                    "The artifact store has no models/%s: import it by hilum models import",
                    version);
        }
        try {
            Model candidate =
                    RoundRun.record(ModelFolder.open(folder))
                            .setState(ModelState.CANDIDATE)
                            .build();
            service.announce(candidate);
        } catch (IOException e) {
            throw new ProblemException(
                    422, "model", "Model refused", "version", String.valueOf(e.getMessage()));
        }
        return Response.accepted(new Announced(version, "candidate")).build();
    }

    private static ProblemException refused(
            int status, String title, String detail, String version) {
        return new ProblemException(status, "model", title, "version", detail.formatted(version));
    }
}
