package hilum.ingest.dicom;

import hilum.ingest.dicom.Quarantine.Held;
import hilum.ingest.erasure.DoorRequests;
import hilum.ingest.intake.Receipt;
import hilum.ingest.pacs.PacsFailure;
import hilum.transport.DependencyUnavailable;
import hilum.transport.http.Problem;
import hilum.transport.http.ProblemException;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What is held back at the door to the PACS, for whoever decides about it. */
@Path("/quarantine")
@Tag(
        name = "Quarantine",
        description = "Images that may show a name, held until somebody has looked at them.")
public class QuarantineResource {
    private final PacsDoor door;
    private final DoorRequests erased;

    QuarantineResource(PacsDoor door, DoorRequests erased) {
        this.door = door;
        this.erased = erased;
    }

    /**
     * One image held back, without anything that identifies it outside.
     *
     * @param id pseudonym of the instance
     * @param study id of the study that it will belong to
     * @param reason why it is held
     * @param heldAt since when
     */
    public record Entry(String id, String study, String reason, Instant heldAt) {
        static Entry of(Held held) {
            return new Entry(held.id(), held.study(), held.reason(), held.heldAt());
        }
    }

    /** Lists what is held. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "List the images that are held, the oldest first")
    public List<Entry> list() throws IOException {
        return door.quarantine().list().stream().map(Entry::of).toList();
    }

    /** Shows an image that is held. */
    @GET
    @Path("{id}/picture")
    @Produces("image/png")
    @Operation(
            summary = "Show an image that is held",
            description =
                    "Asks the PACS for it now. It may show a name: it is for whoever decides, and is not kept.")
    @APIResponse(responseCode = "404", description = "It is not held, or no longer in the PACS")
    @APIResponse(responseCode = "503", description = "The PACS is away: ask again later")
    public Response picture(@PathParam("id") String id) throws IOException, InterruptedException {
        Held held = held(id);
        try {
            byte[] picture = door.open().show(held.key());
            CacheControl never = new CacheControl();
            never.setNoStore(true);
            return Response.ok(picture).cacheControl(never).build();
        } catch (PacsFailure e) {
            throw problem(e);
        }
    }

    /** Releases an image. */
    @POST
    @Path("{id}/release")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Release an image: it is taken as if nothing had been found",
            description =
                    "Answered 202 once the broker has it. Its view is judged as for any other image.")
    @APIResponse(
            responseCode = "202",
            description = "Acknowledged by the broker",
            content = @Content(schema = @Schema(implementation = Receipt.class)))
    @APIResponse(
            responseCode = "404",
            description = "It is not held, its study is erased, or it is no longer in the PACS")
    @APIResponse(
            responseCode = "422",
            description = "It is no image that is taken; it stays held",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "503", description = "PACS or broker is away; it stays held")
    public Response release(@PathParam("id") String id) throws IOException, InterruptedException {
        erased.catchUp(); // what is erased is not released, not even within the seconds until it
        // is gone
        Held held = held(id);
        Outcome outcome;
        try {
            outcome = door.open().release(held.key());
        } catch (PacsFailure e) {
            throw problem(e);
        }
        Receipt receipt =
                outcome.receipt()
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                422,
                                                "not-taken",
                                                "Image is not taken",
                                                "id",
                                                "The image is not taken (%s): delete it from the quarantine, or correct it in the PACS"
                                                        .formatted(outcome.reason())));
        door.quarantine().remove(id);
        return Response.accepted(receipt).build();
    }

    /** Lets go of an image for good. */
    @DELETE
    @Path("{id}")
    @Operation(summary = "Forget an image that is held: it is not taken")
    @APIResponse(responseCode = "204", description = "It is no longer held")
    @APIResponse(responseCode = "404", description = "It is not held")
    public void forget(@PathParam("id") String id) throws IOException {
        if (!door.quarantine().remove(id)) {
            throw absent();
        }
    }

    private Held held(String id) throws IOException {
        return door.quarantine().find(id).orElseThrow(QuarantineResource::absent);
    }

    private static ProblemException absent() {
        return new ProblemException(
                404,
                "not-held",
                "Image is not held",
                "id",
                "No image of this id is held: look at GET /quarantine");
    }

    private static RuntimeException problem(PacsFailure failure) {
        return failure.gone()
                ? new ProblemException(
                        404,
                        "gone",
                        "Image is no longer in the PACS",
                        "id",
                        "The PACS no longer has the image: delete it from the quarantine")
                : new DependencyUnavailable("PACS", failure);
    }
}
