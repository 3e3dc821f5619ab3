package hilum.trainer;

import com.fasterxml.jackson.annotation.JsonInclude;
import hilum.transport.http.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Rounds of training: what they did, and how to ask for one. */
@Path("/rounds")
@Produces(MediaType.APPLICATION_JSON)
public class RoundsResource {
    private final TrainerService service;

    RoundsResource(TrainerService service) {
        this.service = service;
    }

    /**
     * What may be set of a round; everything may be left out.
     *
     * @param seed of everything that is drawn
     * @param stages mntp, text-contrastive, image-text
     * @param steps of each stage at most
     * @param base model version to start from, if not the one that was promoted last; every study
     *     is then new that its line of versions was not trained on
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Overrides(Long seed, List<String> stages, Integer steps, String base) {}

    /** A round that was asked for. */
    public record Accepted(String runId) {}

    @POST
    @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
    @Operation(summary = "Start a round on what has arrived since the last one")
    public Response start(Overrides overrides) {
        Overrides set = overrides == null ? new Overrides(null, null, null, null) : overrides;
        check(set);
        Trainer trainer = service.trainer();
        Trainer.Standing standing = trainer.standing();
        if (standing.running()) {
            throw conflict("running", "A round is running: wait for it, GET /rounds shows it");
        }
        if (standing.undecided().isPresent()) {
            throw conflict(
                    "undecided",
                    "Version %s waits for its decision: promote or reject it first"
                            .formatted(standing.undecided().get()));
        }
        if (set.base != null && !standing.versions().contains(set.base)) {
            throw new ProblemException(
                    422,
                    "base",
                    "No such model version",
                    "base",
                    "base is %s: name one of %s".formatted(set.base, standing.versions()));
        }
        if (set.base == null && standing.fresh() == 0) {
            throw conflict(
                    "nothing-new",
                    "No study for training has come since the last round: send some first");
        }
        RoundRequest request =
                new RoundRequest(
                        Trainer.runId(),
                        set.seed == null ? OptionalLong.empty() : OptionalLong.of(set.seed),
                        Optional.ofNullable(set.stages),
                        set.steps == null ? OptionalInt.empty() : OptionalInt.of(set.steps),
                        OptionalInt.empty(),
                        Optional.ofNullable(set.base));
        if (!trainer.request(request)) {
            throw conflict("running", "A round has been asked for: GET /rounds shows it");
        }
        return Response.accepted(new Accepted(request.runId()))
                .location(URI.create("/rounds/" + request.runId()))
                .build();
    }

    @GET
    @Operation(summary = "All rounds, the oldest first")
    public List<?> all() {
        return service.trainer().rounds().all();
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One round: its plan, how far it is, what came of it")
    public Object one(@PathParam("id") String id) {
        Optional<Round> round = service.trainer().rounds().find(id);
        if (round.isPresent()) {
            return round.get();
        }
        if (service.trainer().requested().filter(r -> r.runId().equals(id)).isPresent()) {
            return new Accepted(id);
        }
        throw new ProblemException(
                404,
                "no-round",
                "No such round",
                "id",
                "There is no round %s: GET /rounds lists them; one that was asked for is not among them when the studies gave nothing to train on"
                        .formatted(id));
    }

    private static void check(Overrides set) {
        if (set.stages != null && (set.stages.isEmpty() || !Plan.STAGES.containsAll(set.stages))) {
            throw new ProblemException(
                    422,
                    "stages",
                    "Unknown stage",
                    "stages",
                    "stages is %s: name some of %s".formatted(set.stages, Plan.STAGES));
        }
        if (set.steps != null && set.steps < 1) {
            throw new ProblemException(
                    422,
                    "steps",
                    "Number out of range",
                    "steps",
                    "steps is %d: give at least 1".formatted(set.steps));
        }
    }

    private static ProblemException conflict(String type, String detail) {
        return new ProblemException(409, type, "No round can start now", null, detail);
    }
}
