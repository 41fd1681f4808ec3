import static org.elasticsearch.rest.RestRequest.Method.DELETE;
import static org.elasticsearch.rest.RestRequest.Method.POST;
import static org.elasticsearch.rest.RestRequest.Method.PUT;
import static org.elasticsearch.rest.RestUtils.getAckTimeout;
import static org.elasticsearch.rest.RestUtils.getMasterNodeTimeout;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.elasticsearch.ResourceNotFoundException;
import org.elasticsearch.action.ActionRequestValidationException;
import org.elasticsearch.action.support.master.AcknowledgedResponse;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.metadata.IndexNameExpressionResolver;
import org.elasticsearch.cluster.node.DiscoveryNodes;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.common.settings.ClusterSettings;
import org.elasticsearch.common.settings.IndexScopedSettings;
import org.elasticsearch.common.settings.SecureSetting;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.settings.SettingsFilter;
import org.elasticsearch.core.CheckedConsumer;
import org.elasticsearch.core.CheckedFunction;
import org.elasticsearch.features.NodeFeature;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.ActionPlugin;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestChannel;
import org.elasticsearch.rest.RestController;
import org.elasticsearch.rest.RestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.action.RestToXContentListener;
import org.elasticsearch.xcontent.NamedXContentRegistry;
import org.elasticsearch.xcontent.ParseField;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xpack.core.ilm.AllocateAction;
import org.elasticsearch.xpack.core.ilm.DeleteAction;
import org.elasticsearch.xpack.core.ilm.DownsampleAction;
import org.elasticsearch.xpack.core.ilm.ForceMergeAction;
import org.elasticsearch.xpack.core.ilm.LifecycleAction;
import org.elasticsearch.xpack.core.ilm.LifecyclePolicy;
import org.elasticsearch.xpack.core.ilm.LifecycleSettings;
import org.elasticsearch.xpack.core.ilm.MigrateAction;
import org.elasticsearch.xpack.core.ilm.ReadOnlyAction;
import org.elasticsearch.xpack.core.ilm.RolloverAction;
import org.elasticsearch.xpack.core.ilm.SearchableSnapshotAction;
import org.elasticsearch.xpack.core.ilm.SetPriorityAction;
import org.elasticsearch.xpack.core.ilm.ShrinkAction;
import org.elasticsearch.xpack.core.ilm.WaitForSnapshotAction;
import org.elasticsearch.xpack.core.ilm.action.PutLifecycleRequest;
import org.elasticsearch.xpack.core.slm.SnapshotLifecyclePolicy;
import org.elasticsearch.xpack.core.slm.action.PutSnapshotLifecycleAction;

/**
 * Stands in for modules that are not published, as far as the bootstrap's requests and the security index need them.
 * Lifecycle and snapshot policies are read and judged by the published classes that those modules use themselves, and a
 * snapshot is what such a policy asks for; nothing runs by schedule or age. The analysis is Lucene's own. Settings of
 * modules are known by name and type alone.
 */
public class Unpublished extends Plugin implements AnalysisPlugin, ActionPlugin {
  private final Map<String, SnapshotLifecyclePolicy> snapshotPolicies = new ConcurrentHashMap<>();

  @Override
  public List<Setting<?>> getSettings() {
    return List.of(
        LifecycleSettings.LIFECYCLE_NAME_SETTING,
        Setting.intSetting("ingest.geoip.cache_size", 0, Setting.Property.NodeScope),
        Setting.boolSetting("ingest.geoip.downloader.enabled", true, Setting.Property.NodeScope),
        Setting.boolSetting(
            "xpack.monitoring.collection.enabled",
            false,
            Setting.Property.NodeScope,
            Setting.Property.Dynamic),
        Setting.affixKeySetting(
            "s3.client.",
            "region",
            key -> Setting.simpleString(key, Setting.Property.NodeScope)),
        Setting.affixKeySetting(
            "s3.client.",
            "endpoint",
            key -> Setting.simpleString(key, Setting.Property.NodeScope)),
        Setting.affixKeySetting(
            "s3.client.", "access_key", key -> SecureSetting.secureString(key, null)),
        Setting.affixKeySetting(
            "s3.client.", "secret_key", key -> SecureSetting.secureString(key, null)));
  }

  @Override
  public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
    return Map.of(
        "uax_url_email",
        (index, environment, name, settings) ->
            TokenizerFactory.newFactory(name, UAX29URLEmailTokenizer::new));
  }

  @Override
  public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
    return Map.of(
        "pattern_capture",
        AnalysisPlugin.requiresAnalysisSettings(
            (index, environment, name, settings) -> {
              Pattern[] patterns =
                  settings.getAsList("patterns").stream()
                      .map(Pattern::compile)
                      .toArray(Pattern[]::new);
              boolean keep = settings.getAsBoolean("preserve_original", true);
              return filter(
                  name, settings, in -> new PatternCaptureGroupTokenFilter(in, keep, patterns));
            }),
        "unique",
        (index, environment, name, settings) ->
            filter(name, settings, RemoveDuplicatesTokenFilter::new));
  }

  private interface Wrap {
    TokenStream around(TokenStream input);
  }

  private static TokenFilterFactory filter(String name, Settings settings, Wrap wrap) {
    return new AbstractTokenFilterFactory(name, settings) {
      @Override
      public TokenStream create(TokenStream input) {
        return wrap.around(input);
      }
    };
  }

  @Override
  public List<NamedXContentRegistry.Entry> getNamedXContent() {
    return List.of(
        action(AllocateAction.NAME, AllocateAction::parse),
        action(DeleteAction.NAME, DeleteAction::parse),
        action(DownsampleAction.NAME, DownsampleAction::parse),
        action(ForceMergeAction.NAME, ForceMergeAction::parse),
        action(MigrateAction.NAME, MigrateAction::parse),
        action(ReadOnlyAction.NAME, ReadOnlyAction::parse),
        action(RolloverAction.NAME, RolloverAction::parse),
        action(SearchableSnapshotAction.NAME, SearchableSnapshotAction::parse),
        action(SetPriorityAction.NAME, SetPriorityAction::parse),
        action(ShrinkAction.NAME, ShrinkAction::parse),
        action(WaitForSnapshotAction.NAME, WaitForSnapshotAction::parse));
  }

  private static NamedXContentRegistry.Entry action(
      String name, CheckedFunction<XContentParser, LifecycleAction, IOException> parse) {
    return new NamedXContentRegistry.Entry(LifecycleAction.class, new ParseField(name), parse);
  }

  @Override
  public Collection<RestHandler> getRestHandlers(
      Settings settings,
      NamedWriteableRegistry writeables,
      RestController controller,
      ClusterSettings clusterSettings,
      IndexScopedSettings indexSettings,
      SettingsFilter filter,
      IndexNameExpressionResolver resolver,
      Supplier<DiscoveryNodes> nodes,
      Predicate<NodeFeature> features) {
    return List.of(
        handler(new RestHandler.Route(PUT, "/_ilm/policy/{name}"), this::putLifecycle),
        handler(new RestHandler.Route(PUT, "/_slm/policy/{name}"), this::putSnapshotPolicy),
        handler(new RestHandler.Route(DELETE, "/_slm/policy/{name}"), this::deleteSnapshotPolicy),
        handler(new RestHandler.Route(POST, "/_slm/policy/{name}/_execute"), this::takeSnapshot));
  }

  private interface Prepare {
    CheckedConsumer<RestChannel, Exception> of(RestRequest request, NodeClient client)
        throws IOException;
  }

  private static RestHandler handler(RestHandler.Route route, Prepare prepare) {
    return new BaseRestHandler() {
      @Override
      public String getName() {
        return route.getMethod() + route.getPath();
      }

      @Override
      public List<Route> routes() {
        return List.of(route);
      }

      @Override
      protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client)
          throws IOException {
        return prepare.of(request, client)::accept;
      }
    };
  }

  private CheckedConsumer<RestChannel, Exception> putLifecycle(
      RestRequest request, NodeClient client) throws IOException {
    String name = request.param("name");
    LifecyclePolicy.validatePolicyName(name);
    try (XContentParser parser = request.contentParser()) {
      PutLifecycleRequest.Factory factory =
          new PutLifecycleRequest.Factory() {
            @Override
            public PutLifecycleRequest create(LifecyclePolicy policy) {
              return new PutLifecycleRequest(
                  getMasterNodeTimeout(request), getAckTimeout(request), policy);
            }

            @Override
            public String getPolicyName() {
              return name;
            }
          };
      refuse(PutLifecycleRequest.parseRequest(factory, parser).validate());
    }
    return acknowledged();
  }

  private CheckedConsumer<RestChannel, Exception> putSnapshotPolicy(
      RestRequest request, NodeClient client) throws IOException {
    String name = request.param("name");
    try (XContentParser parser = request.contentParser()) {
      PutSnapshotLifecycleAction.Request policy =
          PutSnapshotLifecycleAction.Request.parseRequest(
              getMasterNodeTimeout(request), getAckTimeout(request), name, parser);
      refuse(policy.validate());
      snapshotPolicies.put(name, policy.getLifecycle());
    }
    return acknowledged();
  }

  private CheckedConsumer<RestChannel, Exception> deleteSnapshotPolicy(
      RestRequest request, NodeClient client) {
    if (snapshotPolicies.remove(request.param("name")) == null)
      throw new ResourceNotFoundException("there is no such policy");
    return acknowledged();
  }

  private CheckedConsumer<RestChannel, Exception> takeSnapshot(
      RestRequest request, NodeClient client) {
    SnapshotLifecyclePolicy policy = snapshotPolicies.get(request.param("name"));
    if (policy == null) throw new IllegalArgumentException("there is no such policy");
    return channel ->
        client
            .admin()
            .cluster()
            .createSnapshot(
                policy.toRequest(getMasterNodeTimeout(request)),
                new RestToXContentListener<>(channel));
  }

  private static void refuse(ActionRequestValidationException fault) {
    if (fault != null) throw fault;
  }

  private static CheckedConsumer<RestChannel, Exception> acknowledged() {
    return channel ->
        new RestToXContentListener<AcknowledgedResponse>(channel)
            .onResponse(AcknowledgedResponse.TRUE);
  }
}
