// What every WCF client of the S3 API needs: large messages, the key in the header, the quota, typed faults, and a way
// to tell a maintenance break from other failures.

using System;
using System.Linq;
using System.Net;
using System.Runtime.Serialization;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.ServiceModel.Description;
using System.ServiceModel.Dispatcher;

// The service with one API key.
public class SeveraEndpoint
{
    public const string Namespace = "http://soap.severa.com/";

    public readonly BasicHttpBinding Binding;
    public readonly EndpointAddress Address;
    public readonly ApiKeyInspector Quota;

    public SeveraEndpoint(string address, string apiKey)
    {
        Binding = new BasicHttpBinding(
            address.StartsWith("https:") ? BasicHttpSecurityMode.Transport : BasicHttpSecurityMode.None)
        {
            // WCF's own limits, 64 KiB and one minute, are too small for what a list can return.
            MaxReceivedMessageSize = 64 * 1024 * 1024,
            MaxBufferSize = 64 * 1024 * 1024,
            SendTimeout = TimeSpan.FromMinutes(10),
            ReaderQuotas = System.Xml.XmlDictionaryReaderQuotas.Max,
        };
        Address = new EndpointAddress(address);
        Quota = new ApiKeyInspector(apiKey);
    }

    // Give a generated client the key, and the faults that its operations can raise.
    public TClient Connect<TClient>(TClient client) where TClient : ICommunicationObject
    {
        var endpoint = (ServiceEndpoint)client.GetType().GetProperty("Endpoint").GetValue(client, null);
        endpoint.Behaviors.Add(Quota);
        foreach (OperationDescription operation in endpoint.Contract.Operations)
        {
            foreach (Type exception in SeveraApiException.All)
            {
                operation.Faults.Add(new FaultDescription(operation.Messages[0].Action) { DetailType = exception });
            }
        }
        return client;
    }
}

// Puts the key into each call's header and reads the quota from each response's.
public class ApiKeyInspector : IClientMessageInspector, IEndpointBehavior
{
    readonly string apiKey;

    public ApiKeyInspector(string apiKey)
    {
        this.apiKey = apiKey;
    }

    public int Limit { get; private set; }
    public int Used { get; private set; }

    public object BeforeSendRequest(ref Message request, IClientChannel channel)
    {
        request.Headers.Add(MessageHeader.CreateHeader("WebServicePassword", SeveraEndpoint.Namespace, apiKey));
        return null;
    }

    public void AfterReceiveReply(ref Message reply, object state)
    {
        if (reply.Headers.FindHeader("UsedQuota", SeveraEndpoint.Namespace) >= 0)
        {
            Limit = reply.Headers.GetHeader<int>("Quota", SeveraEndpoint.Namespace);
            Used = reply.Headers.GetHeader<int>("UsedQuota", SeveraEndpoint.Namespace);
        }
    }

    public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime runtime)
    {
        runtime.MessageInspectors.Add(this);
    }

    public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection parameters) { }
    public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher dispatcher) { }
    public void Validate(ServiceEndpoint endpoint) { }
}

// The faults' details. .NET's svcutil generates them too, Mono's leaves them out.
[DataContract(Namespace = "http://schemas.datacontract.org/2004/07/Severa.API")]
public abstract class SeveraApiException
{
    public static readonly Type[] All = {
        typeof(AuthenticationFailureException), typeof(GeneralFailureException), typeof(NoPermissionException),
        typeof(NotFoundException), typeof(QuotaLimitExceededException), typeof(TosNotApprovedException),
        typeof(ValidationException),
    };

    [DataMember] public string Description;
    [DataMember] public string Source;
}

[DataContract(Namespace = "http://schemas.datacontract.org/2004/07/Severa.API")]
public class AuthenticationFailureException : SeveraApiException { }

[DataContract(Namespace = "http://schemas.datacontract.org/2004/07/Severa.API")]
public class GeneralFailureException : SeveraApiException { }

[DataContract(Namespace = "http://schemas.datacontract.org/2004/07/Severa.API")]
public class NoPermissionException : SeveraApiException { }

[DataContract(Namespace = "http://schemas.datacontract.org/2004/07/Severa.API")]
public class NotFoundException : SeveraApiException { }

[DataContract(Namespace = "http://schemas.datacontract.org/2004/07/Severa.API")]
public class QuotaLimitExceededException : SeveraApiException { }

[DataContract(Namespace = "http://schemas.datacontract.org/2004/07/Severa.API")]
public class TosNotApprovedException : SeveraApiException { }

[DataContract(Namespace = "http://schemas.datacontract.org/2004/07/Severa.API")]
public class ValidationException : SeveraApiException { }

// A maintenance break: HTTP 503 and no SOAP envelope. Nothing is wrong with the call, try again later.
public class Downtime
{
    public int Status;
    public string RetryAfter;

    // Return the maintenance break that a failed call met, or null if it failed for another reason.
    public static Downtime Behind(Exception error, string address)
    {
        for (Exception cause = error; cause != null; cause = cause.InnerException)
        {
            if (cause is WebException)
            {
                return From(((WebException)cause).Response as HttpWebResponse);
            }
        }
        // .NET raises ServerTooBusyException around a WebException; Mono only says that it could not read the
        // answer, so look for ourselves.
        try
        {
            WebRequest.Create(address).GetResponse().Close();
            return null;
        }
        catch (WebException refused)
        {
            return From(refused.Response as HttpWebResponse);
        }
    }

    static Downtime From(HttpWebResponse response)
    {
        if (response == null || response.StatusCode != HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }
        return new Downtime { Status = (int)response.StatusCode, RetryAfter = response.Headers["Retry-After"] };
    }
}
