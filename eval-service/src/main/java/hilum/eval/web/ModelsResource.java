package hilum.eval.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import hilum.eval.stream.Board;
import hilum.schemas.Model;
import hilum.transport.http.ProblemException;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Model versions: their states, and an operator's decisions. */
@Path("/models")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class ModelsResource {
    private final Board board;
    private final Decisions decisions;

    @Inject
    ModelsResource(Board board, Decisions decisions) {
        this.board = board;
        this.decisions = decisions;
    }

    /**
     * A version as callers see it.
     *
     * @param state candidate, shadow, promoted, rejected or retired
     * @param heldOut held-out items announced under it; null before it is in shadow
     * @param live whether it is the version promoted last
     * @param waitingFor what keeps it from being decided; null where nothing does
     * @param decision the figures that decided, as JSON
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Version(
            String version,
            String state,
            String parent,
            int trainedOn,
            Integer heldOut,
            boolean live,
            String waitingFor,
            String runId,
            String location,
            String collection,
            String decidedBy,
            @JsonRawValue String decision,
            String servingSince,
            String at) {}

    private Version view(Model model) {
        return new Version(
                model.getVersion(),
                model.getState().name().toLowerCase(Locale.ROOT),
                model.getParent(),
                model.getTrainedOn(),
                model.getHeldOutItems(),
                board.live()
                        .filter(live -> live.getVersion().equals(model.getVersion()))
                        .isPresent(),
                board.waiting(model.getVersion()).orElse(null),
                model.getRunId(),
                model.getLocation(),
                model.getCollection(),
                model.getDecidedBy(),
                model.getDecision(),
                model.getServingSince() == null ? null : model.getServingSince().toString(),
                model.getAt().toString());
    }

    /** The newest state of every version. */
    @GET
    @Operation(summary = "Every model version in its newest state")
    public List<Version> list() {
        return Boards.opened(board).models().stream().map(this::view).toList();
    }

    /** One version. */
    @GET
    @Path("/{version}")
    @Operation(summary = "One model version in its newest state")
    public Version show(@PathParam("version") String version) {
        return view(Boards.model(board, version));
    }

    /** Promotes a version that is in shadow, rejected or retired. */
    @POST
    @Path("/{version}/promote")
    @Operation(summary = "Promotes a version by hand")
    public Version promote(@PathParam("version") String version) {
        return announce(
                Transitions.promote(Boards.model(board, version), board.models(), Instant.now()));
    }

    /** Rejects a candidate. */
    @POST
    @Path("/{version}/reject")
    @Operation(summary = "Rejects a candidate by hand")
    public Version reject(@PathParam("version") String version) {
        return announce(List.of(Transitions.reject(Boards.model(board, version), Instant.now())));
    }

    /** Goes back to the nearest ancestor of the live version that has served. */
    @POST
    @Path("/rollback")
    @Operation(summary = "Promotes the version that served before the live one")
    public Version rollBack() {
        Model live =
                Boards.opened(board)
                        .live()
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                409,
                                                "state",
                                                "Not in this state",
                                                null,
                                                "No version is promoted: promote one by name"));
        return announce(Transitions.rollBack(live, board.models(), Instant.now()));
    }

    private Version announce(List<Model> decided) {
        decisions.announce(decided);
        return view(decided.getFirst());
    }
}
