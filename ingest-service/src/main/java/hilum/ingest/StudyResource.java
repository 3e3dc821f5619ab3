package hilum.ingest;

import hilum.ingest.intake.Receipt;
import hilum.ingest.intake.Refusal;
import hilum.ingest.senders.Door;
import hilum.ingest.senders.Sender;
import hilum.transport.http.Problem;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/** The intake over HTTP. Every 202 means that the broker has the study. */
@Path("/")
@Tag(name = "Intake", description = "Takes studies; errors are RFC 9457 problem details.")
public class StudyResource {
    static final String NDJSON = "application/x-ndjson";

    private final Reception reception;
    private final StudyBatch batch;

    StudyResource(Reception reception, StudyBatch batch) {
        this.reception = reception;
        this.batch = batch;
    }

    /** Takes one study as JSON. */
    @POST
    @Path("studies")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Take one study without images",
            description =
                    "Fields: `id` (accession; letters, digits, . _ : -, at most 128), `site` (lower-case letters, digits, hyphens; the configured default when absent), `patient`, `findings`, `impression`, `indication`, `comparison`, `technique`, or `text` (a whole report, whose sections are found); `addendum` (amends the report of the same id), `dayOffset` (days since the patient's first study), `expectedImages` (0 to 16: images that follow in other requests; 0 lets the study leave at once, absent holds it for a moment). A report has at most 50,000 characters. Control characters other than tab and line breaks become blanks. Unknown fields are ignored. The same content sent again changes nothing; other content under the same id is the next version.")
    @APIResponse(
            responseCode = "202",
            description = "Acknowledged by the broker",
            content = @Content(schema = @Schema(implementation = Receipt.class)))
    @APIResponse(responseCode = "400", ref = IntakeApi.NO_JSON)
    @APIResponse(responseCode = "413", description = "The body is larger than the limit")
    @APIResponse(responseCode = "422", ref = IntakeApi.INVALID)
    @APIResponse(responseCode = "503", ref = IntakeApi.UNAVAILABLE)
    public Response take(
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(type = SchemaType.OBJECT),
                                            examples =
                                                    @ExampleObject(
                                                            name = "report",
                                                            value =
                                                                    "{\"id\": \"CXR1\", \"site\": \"north\", \"findings\": \"Heart size is normal. Lungs are clear.\", \"impression\": \"No acute cardiopulmonary abnormality.\"}")))
                    byte[] study)
            throws InterruptedException {
        return accepted(reception.await(reception.begin(study, List.of())));
    }

    /** Takes one study with images. */
    @POST
    @Path("studies")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Take one study with images",
            description =
                    "Part `study`: the JSON of the other form. Parts `image` (up to 16): frontal radiographs as PNG or JPEG, at most 16,777,216 pixels and 8,192 a side; stored as PNG without metadata. A part may come without text, to be paired with a report of the same id and site that came before or comes later.")
    @APIResponse(
            responseCode = "202",
            description = "Acknowledged by the broker; `images` has the SHA-256 of what was stored",
            content = @Content(schema = @Schema(implementation = Receipt.class)))
    @APIResponse(
            responseCode = "422",
            description = "A field or an image can't be taken",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class)))
    @APIResponse(
            responseCode = "507",
            description = "An image could not be stored",
            content =
                    @Content(
                            mediaType = Problem.MEDIA_TYPE,
                            schema = @Schema(implementation = Problem.class)))
    public Response takeWithImages(MultipartFormDataInput form)
            throws IOException, InterruptedException {
        Map<String, Collection<FormValue>> parts = form.getValues();
        Collection<FormValue> study = parts.getOrDefault("study", List.of());
        if (study.size() != 1) {
            throw reception.refused(
                    Sender.unknown(Door.HTTP),
                    Refusal.invalid(
                            "study",
                            "The form has %d parts named study where one is needed: send the study's JSON in it"
                                    .formatted(study.size())));
        }
        List<byte[]> images = new ArrayList<>();
        for (FormValue image : parts.getOrDefault("image", List.of())) {
            images.add(bytes(image));
        }
        return accepted(reception.await(reception.begin(bytes(study.iterator().next()), images)));
    }

    private static byte[] bytes(FormValue part) throws IOException {
        if (!part.isFileItem()) {
            return part.getValue().getBytes(StandardCharsets.UTF_8);
        }
        try (InputStream in = part.getFileItem().getInputStream()) {
            return in.readAllBytes();
        }
    }

    private static Response accepted(Receipt receipt) {
        return Response.accepted(receipt).build();
    }

    /** Takes studies as lines and answers each line in its order. */
    @POST
    @Path("studies:batch")
    @Consumes({NDJSON, "application/jsonl", MediaType.TEXT_PLAIN})
    @Produces(NDJSON)
    @Operation(
            summary = "Take many studies, one JSON object a line",
            description =
                    "Answers one line per line, in order: `{\"line\": 1, \"id\": \"CXR1\", \"studyId\": \"…\", \"status\": 202}`, or a status from 400 and a `problem`. A bad line does not stop the batch. The answer begins before the batch is read to its end: read while you write, or send at most 1,000 lines at once.")
    @APIResponse(responseCode = "200", description = "One answer per line; look at each status")
    @APIResponse(responseCode = "413", description = "The body is larger than the limit")
    public StreamingOutput takeBatch(
            @RequestBody(
                            content =
                                    @Content(
                                            mediaType = NDJSON,
                                            schema = @Schema(type = SchemaType.STRING)))
                    InputStream lines) {
        return out -> batch.run(lines, out);
    }
}
