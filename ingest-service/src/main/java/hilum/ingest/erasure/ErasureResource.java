package hilum.ingest.erasure;

import hilum.ingest.IntakeApi;
import hilum.transport.http.Problem;
import hilum.transport.http.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Erasure over HTTP: a request, and the receipts so far. */
@Path("erasures")
@Tag(name = "Erasure", description = "Takes a study out of everything that holds data of it.")
public class ErasureResource {
    private final Erasures erasures;

    ErasureResource(Erasures erasures) {
        this.erasures = erasures;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Erase a study for good",
            description =
                    "Names the study by `id` and `site` as they were sent (the configured site when absent), or by `studyId`; `reason` (at most 200 characters, without identifiers) goes into the record. The accession is hashed at the door and never logged. Also a study that never came can be named: what comes of it later is dropped. Asking again does the same again.")
    @APIResponse(
            responseCode = "202",
            description = "Acknowledged by the broker; `GET /erasures/{studyId}` tells the rest",
            content = @Content(schema = @Schema(implementation = Erasures.Accepted.class)))
    @APIResponse(responseCode = "400", ref = IntakeApi.NO_JSON)
    @APIResponse(responseCode = "422", ref = IntakeApi.INVALID)
    @APIResponse(responseCode = "503", ref = IntakeApi.UNAVAILABLE)
    public Response erase(
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(type = SchemaType.OBJECT),
                                            examples =
                                                    @ExampleObject(
                                                            name = "by accession",
                                                            value =
                                                                    "{\"site\": \"north\", \"id\": \"CXR1\", \"reason\": \"consent withdrawn\"}")))
                    byte[] request)
            throws InterruptedException {
        return Response.accepted(erasures.request(request)).build();
    }

    @GET
    @Path("{studyId}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "How far the erasure of a study is",
            description =
                    "The request, the receipt of each stage that has answered it, and the stages that have not yet. What stays for a while is in `remains` of each receipt.")
    @APIResponse(responseCode = "200", description = "Request and receipts so far")
    @APIResponse(
            responseCode = "404",
            description = "Nobody has asked for the erasure of this study",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class)))
    public ErasureStatus status(@PathParam("studyId") String studyId) {
        return erasures.of(studyId)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        404,
                                        "no-erasure",
                                        "No such erasure",
                                        "studyId",
                                        "Nobody has asked for the erasure of this study: ask by POST /erasures, or give the study id that it answered"));
    }
}
