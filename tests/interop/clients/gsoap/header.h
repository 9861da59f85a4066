// What the WSDL does not declare: the headers of requests and responses.
#import "severa.h"

struct SOAP_ENV__Header {
    std::string *ns1__WebServicePassword 0;
    int *ns1__Quota 0;
    int *ns1__UsedQuota 0;
};
