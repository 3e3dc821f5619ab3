package hilum.ingest.fhir;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hilum.ingest.fhir.report.FhirJson;
import hilum.ingest.fhir.report.FhirRefusal;
import hilum.transport.http.ProblemException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The FHIR R4 door over HTTP. Every 202 means that the broker has the report. */
@Path("fhir")
@Produces(Outcome.MEDIA_TYPE)
@Tag(
        name = "FHIR",
        description =
                "Takes radiology reports as FHIR R4 in JSON; every refusal is an OperationOutcome.")
public class FhirResource {
    private static final String NDJSON = "application/fhir+ndjson";
    private static final String SITE = "X-Hilum-Site";

    /** Megabytes of bodies that are read at once: their trees take several times as much. */
    private static final int MOST_MEGABYTES = 24;

    private final FhirJson fhir;
    private final FhirDoor door;
    private final FhirBundle bundles;
    private final FhirLines lines;
    private final Semaphore megabytes = new Semaphore(MOST_MEGABYTES, true);

    FhirResource(FhirJson fhir, FhirDoor door, FhirBundle bundles, FhirLines lines) {
        this.fhir = fhir;
        this.door = door;
        this.bundles = bundles;
        this.lines = lines;
    }

    /** Takes one report. */
    @POST
    @Path("DiagnosticReport")
    @Consumes({Outcome.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @Operation(
            summary = "Take one DiagnosticReport",
            description =
                    "The text is that of `presentedForm` (text, HTML or RTF, as data or as a contained Binary), of contained Observations, and of `conclusion`. The accession is the identifier of type ACSN, else that of the ServiceRequest or ImagingStudy, else the only identifier. The site is that of the header `X-Hilum-Site` or the parameter `site`.")
    @APIResponse(responseCode = "202", description = "Acknowledged by the broker")
    @APIResponse(responseCode = "200", description = "Right, and not of a chest radiograph")
    @APIResponse(responseCode = "400", description = "No JSON, or no resource of R4")
    @APIResponse(responseCode = "422", description = "An element can't be taken, or is missing")
    @APIResponse(responseCode = "503", description = "Broker or registry is away: send again")
    public Response take(
            @RequestBody(content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
                    byte[] body,
            @HeaderParam(SITE) Optional<String> site,
            @QueryParam("site") Optional<String> siteOfQuery)
            throws InterruptedException {
        return answer(body, site.or(() -> siteOfQuery));
    }

    /** Takes one report from a server that sends what it holds under its own id. */
    @PUT
    @Path("DiagnosticReport/{id}")
    @Consumes({Outcome.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @Operation(
            summary = "Take one DiagnosticReport, as a subscription delivers it",
            description = "The same as POST; the id of the path is not used.")
    @APIResponse(responseCode = "202", description = "Acknowledged by the broker")
    public Response takeVersion(
            @PathParam("id") String id,
            @RequestBody(content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
                    byte[] body,
            @HeaderParam(SITE) Optional<String> site,
            @QueryParam("site") Optional<String> siteOfQuery)
            throws InterruptedException {
        return answer(body, site.or(() -> siteOfQuery));
    }

    /** Takes a Bundle. */
    @POST
    @Consumes({Outcome.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @Operation(
            summary = "Take the reports of a Bundle",
            description =
                    "Answers a Bundle with one entry for each. A transaction is taken whole or not at all; batch, message, collection and searchset are taken entry by entry. A DiagnosticReport alone is taken too.")
    @APIResponse(responseCode = "200", description = "One answer per entry; look at each status")
    @APIResponse(responseCode = "422", description = "A transaction of which nothing was taken")
    public Response takeBundle(
            @RequestBody(content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
                    byte[] body,
            @HeaderParam(SITE) Optional<String> site,
            @QueryParam("site") Optional<String> siteOfQuery)
            throws InterruptedException {
        return answer(body, site.or(() -> siteOfQuery));
    }

    /** Takes resources as lines and answers each line in its order. */
    @POST
    @Consumes({NDJSON, "application/ndjson", "application/x-ndjson"})
    @Produces(NDJSON)
    @Operation(
            summary = "Take the lines of an NDJSON export",
            description =
                    "One OperationOutcome a line, in order, whose id is `line-N`. A report may refer to resources on the lines before it.")
    public StreamingOutput takeLines(
            @RequestBody(content = @Content(schema = @Schema(type = SchemaType.STRING)))
                    InputStream body,
            @HeaderParam(SITE) Optional<String> site,
            @QueryParam("site") Optional<String> siteOfQuery) {
        String name = siteOf(site.or(() -> siteOfQuery));
        return out -> lines.run(body, name, out);
    }

    /** Says what this door takes. */
    @GET
    @Path("metadata")
    @Operation(summary = "CapabilityStatement")
    public byte[] metadata() throws IOException {
        try (InputStream statement =
                FhirResource.class.getResourceAsStream("capability-statement.json")) {
            return statement.readAllBytes();
        }
    }

    private Response answer(byte[] body, Optional<String> site) throws InterruptedException {
        String name = siteOf(site);
        int weight = Math.min(MOST_MEGABYTES, 1 + (body.length >> 20));
        megabytes.acquire(weight);
        try {
            return answer(tree(body, name), name);
        } finally {
            megabytes.release(weight);
        }
    }

    private Response answer(ObjectNode resource, String site) throws InterruptedException {
        return switch (FhirJson.type(resource).orElse("")) {
            case "DiagnosticReport" -> {
                FhirDoor.Answer answer =
                        door.await(
                                door.visit(
                                        resource,
                                        door.references(url -> Optional.empty()),
                                        site,
                                        Optional.empty()));
                yield Response.status(answer.status()).entity(answer.outcome()).build();
            }
            case "Bundle" ->
                    switch (bundles.take(resource, site)) {
                        case FhirBundle.Result.Answers answers ->
                                Response.ok(answers.response()).build();
                        case FhirBundle.Result.Refused refused ->
                                Response.status(422).entity(refused.outcome()).build();
                    };
            default ->
                    throw door.refused(
                            FhirRefusal.unsupported(
                                    "resourceType",
                                    "The resource is neither a DiagnosticReport nor a Bundle: send one of these"),
                            site);
        };
    }

    private ObjectNode tree(byte[] body, String site) {
        try {
            return fhir.tree(body == null ? new byte[0] : body);
        } catch (ProblemException e) {
            throw door.refused(e, site);
        }
    }

    private String siteOf(Optional<String> named) {
        try {
            return door.site(named);
        } catch (ProblemException e) {
            throw door.refused(e);
        }
    }
}
