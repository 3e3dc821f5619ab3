package hilum.ingest;

import hilum.transport.http.Problem;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What the intake's description says of every resource alike: refusals, by these names. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Hilum intake",
                        version = "1",
                        description =
                                "Takes studies from a hospital; a study is answered 202 once the broker has acknowledged it."),
        components =
                @Components(
                        responses = {
                            @APIResponse(
                                    name = IntakeApi.NO_JSON,
                                    description = "The body is no JSON",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema =
                                                            @Schema(
                                                                    implementation =
                                                                            Problem.class))),
                            @APIResponse(
                                    name = IntakeApi.INVALID,
                                    description = "A field can't be taken; `field` names it",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema =
                                                            @Schema(
                                                                    implementation =
                                                                            Problem.class))),
                            @APIResponse(
                                    name = IntakeApi.UNAVAILABLE,
                                    description =
                                            "Broker or registry is away: send again after Retry-After",
                                    content =
                                            @Content(
                                                    mediaType = Problem.MEDIA_TYPE,
                                                    schema =
                                                            @Schema(
                                                                    implementation =
                                                                            Problem.class)))
                        }))
public class IntakeApi extends Application {
    /** Of 400. */
    public static final String NO_JSON = "no-json";

    /** Of 422. */
    public static final String INVALID = "invalid";

    /** Of 503. */
    public static final String UNAVAILABLE = "unavailable";
}
