# Send envelopes that are written by hand; keep every answer, its headers beside it, in a file of the call's name.
set -eu

# send FILE INTERFACE.OPERATION PARAMETERS: with the key in $key, to $address.
send() {
    operation=${2#*.}
    printf '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.severa.com/"
        xmlns:e="http://schemas.datacontract.org/2004/07/Severa.Entities.API"
        xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><s:Header><WebServicePassword>%s</WebServicePassword></s:Header>
        <s:Body><%s>%s</%s></s:Body></s:Envelope>' "$key" "$operation" "$3" "$operation" |
        curl --silent --show-error --data-binary @- --output "$1.xml" --dump-header "$1.headers" \
            --header 'Content-Type: text/xml; charset=utf-8' \
            --header "SOAPAction: \"http://soap.severa.com/${2%.*}/$operation\"" "$address"
}

# Text of the environment, for XML.
escaped() { printenv "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'; }


address=$SEVERA_ENDPOINT
curl --silent --show-error --output severa.wsdl "$address?wsdl"
since='<startDateTime>2000-01-01T00:00:00</startDateTime>'
unknown='<productGUID>00000000000000000000000000000000</productGUID>'

key='not-a-key'
send wrong_key IProduct.GetProductByGUID "$unknown"
key=$SEVERA_API_KEY
send contacts IContact.GetContactsByAccountGUID "<accountGUID>$ACCOUNT</accountGUID>"
send none IContact.GetContactsByAccountGUID "<accountGUID>$OTHER_ACCOUNT</accountGUID>"
send products IProduct.GetProductsChangedSince "$since<options>0</options>"
send found IContact.GetContactsByCommunicationMethodType "<type>EmailAddress</type><value>$EMAIL</value>"
send accounts IAccount.GetAccountsChangedSinceOpts "$since<options>IncludeInactive CheckContactChanges</options>"
send account IAccount.GetAccountByGUID "<accountGuid>$ACCOUNT</accountGuid>"
send rights IAccessRights.GetUserRightsByUserGUID "<guid>$USER</guid>"
send sent IContact.AddNewContact "<contactInfo><e:AccountGUID>$OTHER_ACCOUNT</e:AccountGUID>
    <e:DateOfBirth>2024-02-29T00:00:00</e:DateOfBirth><e:FirstName>Sent</e:FirstName><e:IsActive>true</e:IsActive>
    <e:LastName>$(escaped TEXT)</e:LastName></contactInfo>"
send added IProduct.AddNewProduct "<productInfo><e:Code>NEW</e:Code><e:Description>To be cleared</e:Description>
    <e:IsActive>true</e:IsActive><e:Name>New</e:Name><e:UnitPrice>12.5</e:UnitPrice>
    <e:UseInWorkTimeEntry>false</e:UseInWorkTimeEntry><e:VAT>24</e:VAT></productInfo>"
guid=$(grep -o '<[a-z]*:*GUID>[^<]*' added.xml | sed 's/.*>//')
send changed IProduct.UpdateProduct "<productInfo><e:Code>NEW</e:Code><e:Description i:nil=\"true\" /><e:GUID>$guid</e:GUID>
    <e:IsActive>true</e:IsActive><e:Name>New</e:Name><e:UnitPrice>99.95</e:UnitPrice>
    <e:UseInWorkTimeEntry>false</e:UseInWorkTimeEntry><e:VAT>24</e:VAT></productInfo>"
send file IFile.GetFileBytesByGUID "<guid>$FILE</guid>"
send unknown IProduct.GetProductByGUID "$unknown"
send last IProduct.GetProductByGUID "<productGUID>$guid</productGUID>"
address=$SEVERA_CLOSED_ENDPOINT
send closed IAPI.GetVersion ''
